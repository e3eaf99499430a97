"""What is asked about an encounter before anybody passes: lists, the health declaration code, the two faces."""

from __future__ import annotations

import base64
import logging
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.fusion import Channel, Check, Encounter, Kind
from tongguan.operations.lanes.actions.logging import note
from tongguan.operations.lanes.contracts import CardCheck, FaceCheck
from tongguan.operations.lanes.models import Lane, LogEntry
from tongguan.operations.travellers.interface import Purpose, screen_document
from tongguan.platform.permissions.interface import SYSTEM

log = logging.getLogger(__name__)
_card_checks: list[CardCheck] = []
_face_checks: list[FaceCheck] = []


def register_card_check(check: CardCheck) -> None:
    """Who knows health declarations says here how a code is verified; the last one counts."""
    _card_checks[:] = [check]


def register_face_check(check: FaceCheck) -> None:
    """What compares two faces; without it lanes do not compare and say so."""
    _face_checks[:] = [check]


def compares_faces() -> bool:
    """Whether this house compares faces."""
    return bool(_face_checks)


def check(lane: Lane, encounter: Encounter) -> bool:
    """Make the checks an encounter waits for and write their findings into the lane's log; whether there were any."""
    for name in encounter.waits_for:
        try:
            with transaction.atomic():
                outcome, code = _CHECKS[name](lane, encounter)
                told = {"encounter": encounter.key, "check": name, "outcome": outcome, "code": code}
                note(lane, Kind.FINDING, told)
        except Exception:
            log.exception("the check %s of lane %s failed", name, lane.code)
            with transaction.atomic():
                told = {
                    "encounter": encounter.key,
                    "check": name,
                    "outcome": "unavailable",
                    "code": "unavailable",
                }
                note(lane, Kind.FINDING, told)
    return bool(encounter.waits_for)


def _payload(encounter: Encounter, channel: Channel) -> Mapping[str, Any]:
    row = LogEntry.objects.filter(pk=encounter.channels[channel].position).only("payload").first()
    return (row.payload or {}) if row else {}


def _screen(lane: Lane, encounter: Encounter) -> tuple[str, str]:
    zone = str(_payload(encounter, Channel.DOCUMENT).get("mrz", ""))
    verdict = screen_document(actor=SYSTEM, purpose=Purpose.LANE, mrz=zone.splitlines())
    return ("ok", "") if verdict.decision == "clear" else ("alarm", "screening.alarm")


def _card(lane: Lane, encounter: Encounter) -> tuple[str, str]:
    if not _card_checks:
        return "unavailable", "unavailable"
    verdict = _card_checks[0](
        str(_payload(encounter, Channel.HEALTH_CARD).get("code", "")), timezone.now(), lane.code
    )
    return ("ok", "") if verdict.ok else ("alarm", "card.alarm")


def _faces(lane: Lane, encounter: Encounter) -> tuple[str, str]:
    pictures = [
        base64.b64decode(_payload(encounter, channel).get(name, ""))
        for channel, name in ((Channel.FACE, "picture"), (Channel.DOCUMENT, "portrait"))
    ]
    if not all(pictures) or not _face_checks:
        return "abstain", "faces.abstain"
    outcome = _face_checks[0](*pictures).outcome
    return {"same": ("ok", ""), "other": ("alarm", "faces.alarm")}.get(outcome, ("abstain", "faces.abstain"))


_CHECKS = {Check.SCREENING: _screen, Check.CARD: _card, Check.FACES: _faces}
