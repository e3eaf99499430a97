"""The legal calendar: working days, deadlines with stop-clocks, and why a deadline is when it is."""

from tongguan.engines.calendar.calendar import SHANGHAI, Calendar, local_day
from tongguan.engines.calendar.period import Deadline, Elapsed, Period, Step, Stop, Unit
from tongguan.engines.calendar.rows import CalendarRow, Kind, RollRule, read_rows, shipped_rows, shipped_rules

__all__ = [
    "SHANGHAI",
    "Calendar",
    "CalendarRow",
    "Deadline",
    "Elapsed",
    "Kind",
    "Period",
    "RollRule",
    "Step",
    "Stop",
    "Unit",
    "local_day",
    "read_rows",
    "shipped_rows",
    "shipped_rules",
]
