"""Reactions: goods to be opened, draws of people and repetitions, reports."""

from __future__ import annotations

from tongguan.operations.inspections.actions import (
    inspector_drawn,
    inspector_named,
    order_by_image,
    order_by_officer,
    order_by_selection,
    reinspection_drawn,
    report_submitted,
)
from tongguan.operations.inspections.actions.finishing import decide_repetition
from tongguan.operations.inspections.contracts import INSPECTION_DRAW, REINSPECTION_DRAW
from tongguan.platform.events.interface import Event, handles


@handles("selection.made")
def selected(event: Event) -> None:
    """Chosen for physical inspection."""
    if event.payload["method"] == "physical":
        order_by_selection(selection=event.payload)


@handles("image_review.suspected")
def suspected(event: Event) -> None:
    """Two analysts want the goods opened."""
    order_by_image(suspicion=event.payload)


@handles("declaration.order_inspection")
def ordered(event: Event) -> None:
    """An officer wants the goods opened."""
    payload = event.payload
    order_by_officer(reference=payload["reference"], version=payload["version"], officer=payload["actor"])


@handles("inspection.submit")
def submitted(event: Event) -> None:
    """A report came in."""
    report_submitted(reference=event.payload["reference"])


@handles("draw.done")
def drawn(event: Event) -> None:
    """An inspector was drawn, or whether to inspect again."""
    if event.payload["purpose"] == INSPECTION_DRAW:
        inspector_drawn(result=event.payload)
    elif event.payload["purpose"] == REINSPECTION_DRAW:
        again, officer = reinspection_drawn(event.payload)
        decide_repetition(reference=event.payload["entry"], again=again, officer=officer)


@handles("draw.named")
def named(event: Event) -> None:
    """Two people named an inspector where a draw found nobody."""
    if event.payload["purpose"] == INSPECTION_DRAW:
        inspector_named(entry=event.payload["entry"], officer=event.payload["officer"])
