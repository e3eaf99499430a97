"""The weekly study, by the clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from tongguan.engines.problems import Text
from tongguan.operations.release_times.actions import issue_weekly
from tongguan.platform.schedules.interface import CatchUp, Daily, schedule


@schedule(
    "release_times.weekly",
    Text(zh="放行时间测算周报", en="Weekly Time Release Study"),
    Daily(time(6, 30), weekdays=frozenset({0})),
    deadline=timedelta(hours=2),
    catch_up=CatchUp.ALL,
)
def weekly(due_at: datetime) -> int:
    """Issue the study of the week before as a signed document; each week missed in a downtime gets its own."""
    return issue_weekly(due_at)
