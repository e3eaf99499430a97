"""What the catalogue does by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from tongguan.engines.problems import Text
from tongguan.platform.catalogue.actions import watch_freshness
from tongguan.platform.schedules.interface import Every, schedule


@schedule(
    "catalogue.freshness",
    Text(zh="目录时效检查", en="Catalogue freshness check"),
    Every(timedelta(minutes=15)),
)
def freshness(due_at: datetime) -> int:
    """Raise alerts for entries that became stale."""
    return watch_freshness(due_at)
