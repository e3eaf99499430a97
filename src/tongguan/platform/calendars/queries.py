"""The calendar in force, and deadlines from legal numbers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Max

from tongguan.engines.calendar import (
    Calendar,
    CalendarRow,
    Deadline,
    Elapsed,
    Period,
    Stop,
    Unit,
    local_day,
    shipped_rows,
)
from tongguan.engines.problems import Text
from tongguan.platform.calendars.errors import NotAPeriod
from tongguan.platform.calendars.models import Arrangement
from tongguan.platform.reference.interface import ParameterValue, parameter_row

CHECK_S = 1.0
"""How long a process may use the calendar it holds before it looks for new arrangements."""
UNITS = {
    "calendar_day": Unit.DAYS,
    "working_day": Unit.WORKING_DAYS,
    "month": Unit.MONTHS,
    "hour": Unit.HOURS,
    "minute": Unit.MINUTES,
}
STOPPED = Text(zh="计时中止", en="clock stopped")
Stops = Sequence[Stop | tuple[datetime, datetime | None]]

_held: dict[str, object] = {"newest": -1, "check_at": 0.0, "calendar": None}


def forget() -> None:
    """Drop the calendar this process holds."""
    _held.update(newest=-1, check_at=0.0, calendar=None)


def rows() -> list[CalendarRow]:
    """All arrangements: those shipped and those added here."""
    return [*shipped_rows(), *(added.row for added in Arrangement.objects.order_by("announced", "id"))]


def calendar() -> Calendar:
    """The calendar in force. Rows are only ever added, so the newest id is its version."""
    now = time.monotonic()
    held = _held["calendar"]
    if isinstance(held, Calendar) and now < float(str(_held["check_at"])):
        return held
    newest = Arrangement.objects.aggregate(newest=Max("id"))["newest"] or 0
    if not isinstance(held, Calendar) or newest != _held["newest"]:
        held = Calendar.load(rows())
    wait = getattr(settings, "REFERENCE_VERSION_CHECK_S", CHECK_S)
    _held.update(newest=newest, check_at=now + wait, calendar=held)
    return held


def is_working_day(day: date) -> bool:
    """Whether work is done on a day."""
    return calendar().is_working_day(day)


def period(parameter_code: str, on: date) -> Period:
    """The legal time limit in force on a day; raises ReferenceMissing, or NotAPeriod for another kind of number."""
    row = parameter_row(parameter_code, on)
    return _as_period(row)


def _as_period(row: ParameterValue) -> Period:
    unit = UNITS.get(row.unit)
    if unit is None or not isinstance(row.value, Decimal) or row.value != row.value.to_integral_value():
        raise NotAPeriod(f"{row.code} is {row.value} {row.unit}, not a whole number of {', '.join(UNITS)}")
    return Period(int(row.value), unit, row.source)


def deadline(parameter_code: str, starts_at: datetime, stops: Stops = ()) -> Deadline:
    """When the time limit `parameter_code` ends that an event at `starts_at` set off, with the reasoning.

    The limit is the one in force on the day of the event. `stops` are engine stops or (start, end) pairs; an open
    end means that the clock still stands. Raises ReferenceMissing, NotAPeriod, or ValueError without a time zone.
    """
    limit = period(parameter_code, local_day(starts_at))
    return calendar().deadline(starts_at, limit, _stops(stops))


def elapsed(starts_at: datetime, until: datetime, unit: str = "working_day", stops: Stops = ()) -> Elapsed:
    """Whole units (calendar_day, working_day, hour or minute) from an event to a moment, less the stops."""
    return calendar().elapsed(starts_at, until, UNITS[unit], _stops(stops))


def _stops(stops: Stops) -> list[Stop]:
    return [item if isinstance(item, Stop) else Stop(item[0], item[1], STOPPED) for item in stops]
