"""What declarations do by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from tongguan.engines.problems import Text
from tongguan.operations.declarations.actions import awaited_today
from tongguan.platform.schedules.interface import Every, schedule


@schedule(
    "declarations.arrivals",
    Text(zh="概要申报货物到港核对", en="Summaries whose declared day of entry has come"),
    Every(timedelta(hours=1)),
)
def arrivals(due_at: datetime) -> int:
    """Send summaries to selection whose goods, unknown to the port, have come in as declared."""
    return awaited_today()
