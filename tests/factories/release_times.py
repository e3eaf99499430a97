"""Moments of invented declarations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tongguan.operations.release_times.contracts import Moment
from tongguan.operations.release_times.rules import STEP

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
STATES = {
    "lodge_summary": "summary_stored",
    "goods_arrived": "lodged",
    "pass_summary": "summary_finished",
    "pick_up": "pick_up",
    "complete": "lodged",
    "lodge": "lodged", "route_green": "assessed", "route_review": "review", "route_inspection": "inspection",
    "request_documents": "documents_requested", "supply_documents": "review",
    "return_for_correction": "returned", "accept": "assessed", "inspection_reported": "inspected",
    "decide_release": "assessed", "bill": "duty_due", "confirm_payment": "released", "release": "released",
    "close": "closed",
}  # fmt: skip


def way(*steps: tuple[str, float]) -> list[Moment]:
    """Moments of a declaration from (step, minutes after START)."""
    return [
        Moment(STEP, step, START + timedelta(minutes=minutes), order, STATES[step])
        for order, (step, minutes) in enumerate(steps, 1)
    ]
