"""What happens with a step, inside its transaction; named by the workflow."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tongguan.engines.fieldwork import read_segments
from tongguan.operations.remote_inspections.actions.certifying import issue_certificate, withdraw_certificate
from tongguan.operations.remote_inspections.contracts import CODE_LENGTH, CODE_LETTERS
from tongguan.operations.remote_inspections.models import Challenge, Segment
from tongguan.operations.remote_inspections.queries import proof_of, room_of
from tongguan.operations.remote_inspections.rules import number, read_local, requirements_of
from tongguan.platform.calls.interface import close_room
from tongguan.platform.cases.interface import Moving
from tongguan.platform.files.interface import bind
from tongguan.platform.permissions.interface import SYSTEM

FIRST_AFTER_S = 10.0
"""No challenge comes before both sides had time to look up."""


def scheduled(moving: Moving) -> None:
    """The officer who names the time inspects."""
    moving.case.scheduled_at, moving.case.owner_id = read_local(moving.data["at"]), moving.actor.user_id


def started(moving: Moving) -> None:
    """Draw the session's challenges; their salted digest goes into the record before any is issued."""
    case = moving.case
    close_room(room_of(case))
    case.session += 1
    case.started_at, case.ended_at, case.challenge_salt = timezone.now(), None, secrets.token_hex(16)
    drawn = _drawn(case.started_at)
    Challenge.objects.bulk_create(
        Challenge(inspection=case, session=case.session, code=code, issue_at=issue_at, expires_at=expires_at)
        for code, issue_at, expires_at in drawn
    )
    told = [case.challenge_salt, *([code, issue_at.isoformat()] for code, issue_at, _end in drawn)]
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    moving.facts.update(session=case.session, challenges_sha256=digest)


def _drawn(start: datetime) -> list[tuple[str, datetime, datetime]]:
    """Codes with their moments: one in each equal part of the window, at a random moment that leaves it time."""
    chance = secrets.SystemRandom()
    count = max(1, int(number("remote_inspection.challenges")))
    life, window = (
        number("remote_inspection.challenge_lifetime"),
        number("remote_inspection.challenge_window"),
    )
    part = max(window / count, life + 1)
    found = []
    for place in range(count):
        offset_s = FIRST_AFTER_S + place * part + chance.uniform(0, part - life)
        code = "".join(chance.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))
        issue_at = start + timedelta(seconds=offset_s)
        found.append((code, issue_at, issue_at + timedelta(seconds=life)))
    return found


def passed(moving: Moving) -> None:
    """The recording becomes evidence, with places and challenges, under one digest."""
    case, data = moving.case, moving.data
    case.confirmed = {each.code: each.text.zh for each in requirements_of(case.destination, case.hs_code)}
    segments = read_segments(data["segments"]) or []
    for each in segments:
        bind(
            [each.digest],
            actor=moving.actor,
            subject=("remote_inspection", case.reference),
            taken_at=each.started_at,
            note=f"session {case.session}",
        )
    Segment.objects.bulk_create(
        Segment(
            inspection=case,
            session=case.session,
            digest=each.digest,
            started_at=each.started_at,
            ended_at=each.ended_at,
        )
        for each in segments
    )
    _ended(moving, [each.told() for each in segments])


def failed(moving: Moving) -> None:
    """What speaks of the session is kept all the same."""
    if not moving.case.evidence:
        _ended(moving, [])


def _ended(moving: Moving, segments: list[dict[str, Any]]) -> None:
    case = moving.case
    case.ended_at = timezone.now()
    case.evidence = json.dumps(
        {**proof_of(case), "segments": segments}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    case.evidence_sha256 = hashlib.sha256(case.evidence.encode()).hexdigest()
    moving.facts.update(session=case.session, evidence_sha256=case.evidence_sha256)
    close_room(room_of(case))


def certified(moving: Moving) -> None:
    """The certificate: numbered, signed, recorded, its file evidence of this case."""
    case = moving.case
    document = issue_certificate(case, moving.actor)
    case.certificate = document.number
    bind([document.sha256], actor=SYSTEM, subject=("remote_inspection", case.reference), note="certificate")
    moving.facts.update(certificate=document.number, sha256=document.sha256)


def revoked(moving: Moving) -> None:
    """Whoever verifies the certificate sees it from now on."""
    withdraw_certificate(moving.case, moving.actor, moving.data["reason"])
    moving.facts["certificate"] = moving.case.certificate
