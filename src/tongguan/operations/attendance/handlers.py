"""Reactions: an inspection was ordered, started, reported, amended; a record was signed."""

from __future__ import annotations

from tongguan.operations.attendance import actions
from tongguan.platform.events.interface import Event, handles


@handles("inspection.order")
def ordered(event: Event) -> None:
    """Goods are to be opened: their firm chooses."""
    actions.inspection_ordered(reference=event.payload["reference"])


@handles("inspection.start")
def started(event: Event) -> None:
    """The goods stand open: no more choice."""
    payload = event.payload
    early = bool(payload["data"].get("opened_early"))
    reason = payload["data"].get("direct_opening") or ""
    actions.inspection_started(reference=payload["reference"], early=early, reason=reason)


@handles("inspection.submit")
def submitted(event: Event) -> None:
    """The record is there."""
    actions.record_submitted(reference=event.payload["reference"])


@handles("inspection.amend")
def amended(event: Event) -> None:
    """A new version of the record."""
    actions.record_amended(reference=event.payload["reference"])


@handles("record_signature.sign")
def signed(event: Event) -> None:
    """The right party signed."""
    actions.record_signed(signature=event.payload["reference"])
