"""The door to the legal calendar: deadlines from legal numbers on Chinese working days."""

from tongguan.engines.calendar import Deadline, Elapsed, Stop
from tongguan.platform.calendars.actions import add_arrangements
from tongguan.platform.calendars.errors import NotAPeriod
from tongguan.platform.calendars.queries import calendar, deadline, elapsed, forget, is_working_day, period

__all__ = [
    "Deadline",
    "Elapsed",
    "NotAPeriod",
    "Stop",
    "add_arrangements",
    "calendar",
    "deadline",
    "elapsed",
    "forget",
    "is_working_day",
    "period",
]
