"""Steps that phones took, perhaps hours ago without a network: done once, in order, or kept with the conflict."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.operations.inspections.contracts import QueuedStep, StepAnswer
from tongguan.operations.inspections.enums import Synced
from tongguan.operations.inspections.errors import refused
from tongguan.operations.inspections.models import Inspection, PhoneStep
from tongguan.operations.inspections.module import INSPECT
from tongguan.operations.inspections.rules import clock_offset
from tongguan.operations.inspections.workflow import INSPECTION
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.interface import take_step, visible_case
from tongguan.platform.permissions.interface import Actor, Refused, require

MAX_STEPS = 100


def synchronise(
    *,
    actor: Actor,
    steps: Sequence[QueuedStep],
    device_now: datetime,
    server_now: datetime | None = None,
    error: timedelta = timedelta(0),
) -> list[StepAnswer]:
    """Take the steps a phone queued, each in its own transaction and each id once.

    `device_now` is the phone's clock at the moment when, for all the phone knows, the server's was `server_now`,
    give or take `error`; without `server_now` it is the phone's clock as it sends. What it is off by, where that is
    more than a slow network explains, is taken from every time the phone gives.
    A step that the case has overtaken or that is refused is kept with its problems and answered, never dropped.
    Raises NotAllowed; Refused for too many steps, or an id that was used for another step (409).
    """
    require(actor, INSPECT)
    if len(steps) > MAX_STEPS:
        raise refused("too_many")
    now = timezone.now()
    off = clock_offset(device_now, server_now or now, error)
    return [_one(actor, step, off, now) for step in steps]


@transaction.atomic
def _one(actor: Actor, step: QueuedStep, off: timedelta, now: datetime) -> StepAnswer:
    digest = _digest(step)
    known = PhoneStep.objects.filter(user_id=actor.user_id, client_id=step.id).first()
    if known:
        if known.content_sha256 != digest:
            raise refused("id_reused", "/id", status=409)
        return _answer(known)
    row = PhoneStep(
        client_id=step.id,
        user_id=actor.user_id,
        content_sha256=digest,
        reference=step.reference[:40],
        step=step.step[:40],
        version=step.version,
        data=dict(step.data),
        device_at=step.device_at,
        received_at=now,
    )
    try:
        with transaction.atomic():
            visible_case(actor, INSPECTION, step.reference)
            take_step(
                actor=actor,
                workflow=INSPECTION,
                reference=step.reference,
                step=step.step,
                version=step.version,
                data=_corrected(step, off),
            )
        row.status = Synced.APPLIED
    except Refused as refusal:
        row.status = Synced.CONFLICT if refusal.status == 409 else Synced.REFUSED
        row.problems = [
            {"code": p.code, "zh": p.message.zh, "en": p.message.en, "pointer": p.pointer}
            for p in refusal.problems
        ]
    row.save(force_insert=True)
    if row.status != Synced.APPLIED:
        facts = {
            "step": row.step,
            "status": row.status,
            "client_id": str(row.client_id),
            "problems": row.problems,
        }
        record(actor=actor, action="inspection.phone_step", subject=("inspection", row.reference), data=facts)
    return _answer(row)


def _corrected(step: QueuedStep, off: timedelta) -> dict[str, Any]:
    """The form with the phone's times moved to the server's clock."""
    data = {**step.data, "at": (step.device_at + off).isoformat()}
    try:
        photos = json.loads(data["photos"]) if data.get("photos") else None
        if isinstance(photos, list):
            for photo in photos:
                photo["taken_at"] = (datetime.fromisoformat(photo["taken_at"]) + off).isoformat()
            data["photos"] = json.dumps(photos)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        pass  # the step's own checks name what is malformed
    return data


def _digest(step: QueuedStep) -> str:
    told: Mapping[str, Any] = {
        "reference": step.reference, "step": step.step, "version": step.version, "data": step.data,
    }  # fmt: skip
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def _answer(row: PhoneStep) -> StepAnswer:
    case = Inspection.objects.filter(reference=row.reference, owner_id=row.user_id).first()
    return StepAnswer(
        row.client_id,
        row.status,
        case.state if case else "",
        case.version if case else 0,
        tuple(row.problems),
    )
