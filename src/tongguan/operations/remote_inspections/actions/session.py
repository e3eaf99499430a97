"""While a session is under way: places, challenges, and the signals by which two browsers find each other."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tongguan.engines.fieldwork import distance_m
from tongguan.operations.remote_inspections.contracts import Fix
from tongguan.operations.remote_inspections.enums import Outcome, Side, State
from tongguan.operations.remote_inspections.errors import refused
from tongguan.operations.remote_inspections.models import Challenge, Position, RemoteInspection
from tongguan.operations.remote_inspections.queries import room_of, side_of
from tongguan.operations.remote_inspections.rules import number
from tongguan.operations.remote_inspections.workflow import REMOTE_INSPECTION
from tongguan.platform.audit.interface import record
from tongguan.platform.calls.interface import send_signal as keep_signal
from tongguan.platform.cases.interface import visible_case
from tongguan.platform.permissions.interface import Actor


@transaction.atomic
def send_position(*, actor: Actor, reference: str, fix: Fix) -> Position:
    """The site's device says where it is. Raises NotFound, Refused outside a session or from the other side."""
    case = _under_way(actor, reference, Side.SITE)
    now = timezone.now()
    distance = distance_m(case.site_latitude, case.site_longitude, fix.latitude, fix.longitude)
    tolerance = timedelta(minutes=number("inspection.clock_tolerance"))
    elsewhere = distance > number("remote_inspection.site_radius")
    exact = float(fix.accuracy_m) <= number("remote_inspection.position_accuracy")
    return Position.objects.create(
        inspection=case,
        session=case.session,
        at=now,
        device_at=fix.device_at,
        latitude=fix.latitude,
        longitude=fix.longitude,
        accuracy_m=fix.accuracy_m,
        distance_m=round(distance, 1),
        elsewhere=elsewhere,
        good=not elsewhere and exact and abs(fix.device_at - now) <= tolerance,
    )


@transaction.atomic
def answer_challenge(*, actor: Actor, reference: str, read: str) -> Outcome:
    """What the inspector saw and heard of the open challenge: right or wrong, it is used up. Raises NotFound, Refused
    where none is open or the actor does not hold the session."""
    case = _under_way(actor, reference, Side.CUSTOMS)
    now = timezone.now()
    challenge = (
        Challenge.objects.select_for_update()
        .filter(
            inspection=case, session=case.session, issue_at__lte=now, expires_at__gt=now, answered_at=None
        )
        .first()
    )
    if challenge is None:
        raise refused("no_challenge", "/read", status=409)
    challenge.answered_at, challenge.read = now, "".join(read.upper().split())[:12]
    challenge.save(update_fields=["answered_at", "read"])
    outcome = challenge.outcome(now)
    facts = {"session": case.session, "issued_at": challenge.issue_at.isoformat(), "outcome": str(outcome)}
    subject = ("remote_inspection", case.reference)
    record(actor=actor, action="remote_inspection.challenge", subject=subject, data=facts)
    return outcome


@transaction.atomic
def send_signal(*, actor: Actor, reference: str, kind: str, payload: str) -> int:
    """Keep what one browser tells the other: before the start, so that customs sees the site first, and during it. Its
    number."""
    case = visible_case(actor, REMOTE_INSPECTION, reference)
    side = side_of(actor, case)
    if side is None:
        raise refused("not_a_side", status=403)
    if case.state not in (State.SCHEDULED, State.SESSION):
        raise refused("no_session", status=409)
    return keep_signal(room_of(case), side, kind, payload).pk


def _under_way(actor: Actor, reference: str, side: Side) -> RemoteInspection:
    """The case, held, where the actor is that side of a session under way."""
    visible_case(actor, REMOTE_INSPECTION, reference)
    case = RemoteInspection.objects.select_for_update().get(reference=reference)
    if side_of(actor, case) is not side:
        raise refused("not_a_side", status=403)
    if case.state != State.SESSION:
        raise refused("no_session", status=409)
    return case
