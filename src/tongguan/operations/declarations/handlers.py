"""Reactions to other modules."""

from __future__ import annotations

from tongguan.operations.declarations.actions import (
    box_left,
    close_if_gone,
    cover_changed,
    examination_finished,
    look_for_goods,
    shipped,
)
from tongguan.platform.events.interface import Event, handles

RESULT = ("by", "case", "result_code", "finding", "officers", "recovered_value")


@handles("examination.finished")
def examined(event: Event) -> None:
    """The goods were examined: keep the result and who took part, and let an officer decide."""
    payload = event.payload
    result = {name: payload[name] for name in RESULT if name in payload}
    examination_finished(reference=payload["declaration"], result=result)


@handles("gate.passed_out")
def passed_out(event: Event) -> None:
    """Goods left: close what is complete."""
    box_left(container=event.payload.get("container") or "", bill_number=event.payload.get("bill") or "")


@handles("manifest.departed")
def departed(event: Event) -> None:
    """Exported goods left with a ship: close what is complete."""
    shipped(bill_number=event.payload["bill"], containers=event.payload["containers"])


@handles("declaration.lodge_summary")
def summary_stored(event: Event) -> None:
    """A summary whose goods are here already goes to selection at once."""
    look_for_goods(reference=event.payload["reference"])


@handles("declaration.release", "declaration.confirm_payment")
def released(event: Event) -> None:
    """Everything is paid: close it where the goods left before."""
    close_if_gone(reference=event.payload["reference"])


@handles("guarantee.accept")
def accepted(event: Event) -> None:
    """A guarantee is in force: release what waited for one."""
    cover_changed(firm_id=event.payload["applicant"])


@handles("guarantee.freed")
def freed(event: Event) -> None:
    """A guarantee has room again: release what waited for it."""
    cover_changed(firm_id=event.payload["firm"])
