"""Reactions to assessments of transit declarations, to guarantees with room, and to gates."""

from __future__ import annotations

from decimal import Decimal

from tongguan.operations.transits.actions import cover_changed, left_by_gate, open_transit, secure
from tongguan.platform.events.interface import Event, handles


@handles("duties.transit_estimated")
def assessed(event: Event) -> None:
    """A transit declaration is assessed: what its goods would owe is known."""
    payload = event.payload
    case = open_transit(declaration=payload["reference"], amount=Decimal(payload["amount"]))
    secure(reference=case.reference)


@handles("transit.plan")
def planned(event: Event) -> None:
    """The route is stated: the goods may depart as soon as they are guaranteed."""
    secure(reference=event.payload["reference"])


@handles("guarantee.accept")
def accepted(event: Event) -> None:
    """A guarantee is in force: secure what waited for one."""
    cover_changed(firm_id=event.payload["applicant"])


@handles("guarantee.freed")
def freed(event: Event) -> None:
    """A guarantee has room again: secure what waited for it."""
    cover_changed(firm_id=event.payload["firm"])


@handles("gate.passed_out")
def passed_out(event: Event) -> None:
    """Goods left by a gate: their movement is under way."""
    left_by_gate(bill_number=event.payload.get("bill") or "")
