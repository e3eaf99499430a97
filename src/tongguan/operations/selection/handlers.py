"""Reactions: a lodged declaration enters the draw, a published draw decides, outcomes come back."""

from __future__ import annotations

from tongguan.operations.selection.actions import (
    decide,
    enter_draw,
    note_examination,
    note_review,
    screen,
)
from tongguan.operations.selection.contracts import PURPOSE
from tongguan.platform.events.interface import Event, handles


@handles("declaration.lodge", "declaration.goods_arrived", "declaration.confirm_arrival")
def lodged(event: Event) -> None:
    """Every lodged declaration enters, matched by a rule or not; a summary once its goods are here."""
    enter_draw(reference=event.payload["reference"], version=event.payload["version"])


@handles("declaration.complete", "declaration.complete_again")
def completed(event: Event) -> None:
    """The second of two steps is screened by the rules; nothing is left to examine."""
    screen(reference=event.payload["reference"], version=event.payload["version"])


@handles("draw.done")
def drawn(event: Event) -> None:
    """The draw of one entry is published."""
    if event.payload["purpose"] == PURPOSE:
        decide(result=event.payload)


@handles("examination.finished")
def examined(event: Event) -> None:
    """The result of an examination returns to whatever chose it."""
    payload = event.payload
    note_examination(
        reference=payload["declaration"],
        finding=bool(payload.get("finding")),
        result_code=payload.get("result_code") or "",
        recovered_value=payload.get("recovered_value"),
    )


@handles("declaration.accept", "declaration.accept_summary")
def accepted(event: Event) -> None:
    """A review ended without a correction."""
    note_review(reference=event.payload["reference"], returned=False)


@handles("declaration.return_for_correction")
def returned(event: Event) -> None:
    """A review ended with a correction."""
    note_review(reference=event.payload["reference"], returned=True)
