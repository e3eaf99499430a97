"""What is asked about an encounter before anybody passes: lists, the health declaration code, the two faces."""

from __future__ import annotations

import base64
import logging
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tongguan.engines import faces
from tongguan.engines.fusion import Channel, Check, Encounter, Kind
from tongguan.operations.lanes.actions.logging import note
from tongguan.operations.lanes.models import Lane, LogEntry
from tongguan.operations.passenger_declarations.interface import accept, verify_receipt
from tongguan.operations.travellers.interface import Purpose, screen_document
from tongguan.platform.permissions.interface import SYSTEM

log = logging.getLogger(__name__)
HEALTH_DESK = "red"
"""The colour of a receipt whose answers lead to the health desk; goods to declare keep nobody in a lane."""


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
    code, zone = _card_and_zone(encounter)
    verdict = verify_receipt(code, document=zone, gate=lane.code)
    if verdict.reason == "other_person":
        return "alarm", "card.other_person"
    if not verdict.valid:
        return "alarm", "card.alarm"
    return ("alarm", "card.health_desk") if verdict.colour == HEALTH_DESK else ("ok", "")


def _card_and_zone(encounter: Encounter) -> tuple[str, str]:
    code = str(_payload(encounter, Channel.HEALTH_CARD).get("code", ""))
    return code, str(_payload(encounter, Channel.DOCUMENT).get("mrz", ""))


def use_card(lane: Lane, encounter: Encounter) -> None:
    """Whoever passed has used the declaration, and goes with it; a failure keeps nobody who has passed."""
    code, zone = _card_and_zone(encounter)
    try:
        with transaction.atomic():
            accept(actor=SYSTEM, code=code, document=zone, gate=lane.code)
    except Exception:
        log.exception("a declaration could not be marked as used in lane %s", lane.code)


def _faces(lane: Lane, encounter: Encounter) -> tuple[str, str]:
    pictures = [
        base64.b64decode(_payload(encounter, channel).get(name, ""))
        for channel, name in ((Channel.FACE, "picture"), (Channel.DOCUMENT, "portrait"))
    ]
    if not all(pictures):
        return "abstain", "faces.abstain"
    outcome = faces.compare(*pictures).outcome
    return {faces.Outcome.SAME: ("ok", ""), faces.Outcome.OTHER: ("alarm", "faces.alarm")}.get(
        outcome, ("abstain", "faces.abstain")
    )


_CHECKS = {Check.SCREENING: _screen, Check.CARD: _card, Check.FACES: _faces}
