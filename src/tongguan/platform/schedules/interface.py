"""The door to schedules (K6)."""

from tongguan.platform.schedules.actions import perform, run_again, run_due
from tongguan.platform.schedules.contracts import CatchUp, Daily, Every, Schedule
from tongguan.platform.schedules.queries import Standing, last_good, standings
from tongguan.platform.schedules.registry import schedule, schedules

__all__ = [
    "CatchUp",
    "Daily",
    "Every",
    "Schedule",
    "Standing",
    "last_good",
    "perform",
    "run_again",
    "run_due",
    "schedule",
    "schedules",
    "standings",
]
