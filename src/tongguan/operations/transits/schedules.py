"""What transit movements do by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from tongguan.engines.problems import Text
from tongguan.operations.transits.actions import watch
from tongguan.platform.schedules.interface import Every, schedule


@schedule(
    "transits.overdue",
    Text(zh="过境货物逾期未运抵", en="Goods in transit that have not arrived in time"),
    Every(timedelta(minutes=10)),
)
def overdue(due_at: datetime) -> int:
    """Alert on every movement whose time is over."""
    return watch()
