"""Reactions: steps of declarations, arrivals, gate passages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tongguan.operations.declarations.interface import by_bill, by_container
from tongguan.operations.release_times.actions import note_arrival, note_gate, note_moments, note_step
from tongguan.operations.release_times.contracts import (
    ARRIVED,
    AWAITED,
    LEFT,
    SAILED_IN,
    SHIPPED,
    STEPS,
    Moment,
)
from tongguan.operations.release_times.enums import StopReason
from tongguan.operations.release_times.rules.course import STEP, WAIT
from tongguan.platform.events.interface import Event, handles


@handles(*(f"declaration.{step}" for step in STEPS))
def stepped(event: Event) -> None:
    """A declaration moved."""
    payload = event.payload
    of = {"reference": payload["reference"], "office_id": payload.get("office")}
    at = parse_datetime(payload.get("at") or "")
    if at is None:  # published before events said when
        note_step(version=payload["version"], **of)
        return
    step = event.topic.partition(".")[2]
    note_moments(moments=[Moment(STEP, step, at, payload["version"], payload["to"])], **of)


@handles(*AWAITED)
def guarantee_awaited(event: Event) -> None:
    """Goods wait for a guarantee of the trader's: from now until the declaration's next step."""
    payload = event.payload
    at, _zoned = _moment(payload)
    moment = Moment(WAIT, StopReason.GUARANTEE.value, at, payload.get("version", 0))
    note_moments(reference=payload["declaration"], moments=[moment], office_id=payload.get("office"))


@handles(ARRIVED)
def goods_arrived(event: Event) -> None:
    """Goods under one or more bills arrived."""
    at, zoned = _moment(event.payload)
    for bill in event.payload.get("bills") or [event.payload.get("bill")]:
        note_arrival(bill_number=str(bill or ""), at=at, zoned=zoned)


@handles(SAILED_IN)
def ship_arrived(event: Event) -> None:
    """A ship arrived on a voyage."""
    payload = event.payload
    if payload.get("imo") and payload.get("voyage"):
        at, zoned = _moment(payload)
        note_arrival(voyage=f"{payload['imo']}/{payload['voyage']}", at=at, zoned=zoned)


@handles(LEFT)
def passed_out(event: Event) -> None:
    """A container, or the loose goods of a bill, left by a gate."""
    container, bill = event.payload.get("container") or "", event.payload.get("bill") or ""
    found = by_bill(bill) if bill else by_container(container)
    references = [each.reference for each in found if not container or container in each.containers]
    at, zoned = _moment(event.payload)
    note_gate(container=container, bill_number=bill, references=references, at=at, zoned=zoned)


@handles(SHIPPED)
def shipped(event: Event) -> None:
    """Exported goods left with a ship."""
    bill = event.payload["bill"]
    references = [each.reference for each in by_bill(bill) if each.flow == "E"]
    at, zoned = _moment(event.payload)
    note_gate(container="", bill_number=bill, references=references, at=at, zoned=zoned)


def _moment(payload: dict[str, Any]) -> tuple[datetime, bool]:
    """When it happened, and whether its time zone was told; an event that does not say when happened now. A time
    without a zone is read as the house's and marked, since the teller may have meant another."""
    told = payload.get("at")
    try:
        found = parse_datetime(told) if isinstance(told, str) else None
    except ValueError:
        found = None
    if found is None:
        return timezone.now(), True
    return (found, True) if timezone.is_aware(found) else (timezone.make_aware(found), False)
