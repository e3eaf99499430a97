"""Reactions: steps of declarations, arrivals, gate passages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tongguan.operations.declarations.interface import by_bill, by_container
from tongguan.operations.release_times.actions import note_arrival, note_gate, note_step
from tongguan.platform.events.interface import Event, handles

STEPS = (
    "lodge", "route_green", "route_review", "route_inspection", "request_documents", "supply_documents",
    "return_for_correction", "accept", "order_inspection", "inspection_reported", "decide_release",
    "decide_hold", "resolve_hold", "bill", "confirm_payment", "release", "close", "withdraw", "delete",
    "lodge_summary", "goods_arrived", "confirm_arrival", "pass_summary", "accept_summary", "decide_pass",
    "resolve_pass", "pick_up", "complete", "complete_again", "release_on_guarantee", "amend", "cancel",
)  # fmt: skip


@handles(*(f"declaration.{step}" for step in STEPS))
def stepped(event: Event) -> None:
    """A declaration moved."""
    payload = event.payload
    note_step(reference=payload["reference"], version=payload["version"], office_id=payload.get("office"))


@handles("manifest.arrived")
def goods_arrived(event: Event) -> None:
    """Goods under one or more bills arrived."""
    for bill in event.payload.get("bills") or [event.payload.get("bill")]:
        note_arrival(bill_number=str(bill or ""), at=_moment(event.payload))


@handles("vessel.arrived")
def ship_arrived(event: Event) -> None:
    """A ship arrived on a voyage."""
    payload = event.payload
    if payload.get("imo") and payload.get("voyage"):
        note_arrival(voyage=f"{payload['imo']}/{payload['voyage']}", at=_moment(payload))


@handles("gate.passed_out")
def passed_out(event: Event) -> None:
    """A container, or the loose goods of a bill, left by a gate."""
    container, bill = event.payload.get("container") or "", event.payload.get("bill") or ""
    found = by_bill(bill) if bill else by_container(container)
    references = [each.reference for each in found if not container or container in each.containers]
    note_gate(container=container, bill_number=bill, references=references, at=_moment(event.payload))


@handles("manifest.departed")
def shipped(event: Event) -> None:
    """Exported goods left with a ship."""
    bill = event.payload["bill"]
    references = [each.reference for each in by_bill(bill) if each.flow == "E"]
    note_gate(container="", bill_number=bill, references=references, at=_moment(event.payload))


def _moment(payload: dict[str, Any]) -> datetime:
    """When it happened; an event that does not say happened now."""
    told = payload.get("at")
    found = parse_datetime(told) if isinstance(told, str) else None
    return found if found is not None and timezone.is_aware(found) else timezone.now()
