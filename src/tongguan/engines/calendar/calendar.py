"""Which days work is done, and how long periods last."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tongguan.engines.calendar import day_clock, hour_clock
from tongguan.engines.calendar.period import Deadline, Elapsed, Period, Stop, Unit, require_aware
from tongguan.engines.calendar.rows import (
    CalendarRow,
    Kind,
    RollRule,
    in_order,
    shipped_rows,
    shipped_rules,
)
from tongguan.engines.problems import Text

SHANGHAI = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
WEEKEND = Text(zh="周末", en="weekend")


def local_day(instant: datetime) -> date:
    """The day it is in Shanghai at an instant. Raises ValueError for a datetime without a time zone."""
    require_aware(instant)
    return instant.astimezone(SHANGHAI).date()


class Calendar:
    """Working days by dated rows, and deadlines counted on them.

    The day an event falls on is not counted: the first counted day is the next one (Civil Code, article 201).
    """

    def __init__(self, rows: Sequence[CalendarRow], rules: Sequence[RollRule]) -> None:
        self._days: dict[date, CalendarRow] = {}
        for row in in_order(rows):
            for offset in range((row.last - row.first).days + 1):
                self._days[row.first + timedelta(days=offset)] = row
        self.verified_years = frozenset(row.year for row in rows)
        self._rules = sorted(rules, key=lambda rule: rule.valid_from)

    @classmethod
    def load(
        cls,
        rows: Iterable[CalendarRow] | None = None,
        rules: Iterable[RollRule] | None = None,
        *,
        known_on: date | None = None,
    ) -> Calendar:
        """A calendar of these rows (without any: those shipped), as known on a day (without it: all)."""
        chosen = shipped_rows() if rows is None else rows
        kept = [row for row in chosen if known_on is None or row.announced <= known_on]
        return cls(kept, shipped_rules() if rules is None else list(rules))

    def is_working_day(self, day: date) -> bool:
        """Whether work is done on a day."""
        row = self._days.get(day)
        return row.kind is Kind.WORKING_DAY if row else day.weekday() < SATURDAY

    def is_verified(self, day: date) -> bool:
        """Whether the holidays of the day's year are known."""
        return day in self._days or day.year in self.verified_years

    def why(self, day: date) -> Text:
        """What a day off is: the holiday with its source, or a weekend."""
        row = self._days.get(day)
        if row is None:
            return WEEKEND
        return Text(zh=f"{row.name.zh}（{row.source}）", en=f"{row.name.en} ({row.source})")

    def next_working_day(self, day: date) -> date:
        """The day itself if work is done on it, else the first one after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def roll_rule(self, day: date) -> RollRule | None:
        """The rule for periods that start on a day; None before the first."""
        position = bisect.bisect_right([rule.valid_from for rule in self._rules], day)
        return self._rules[position - 1] if position else None

    def deadline(self, start: datetime, period: Period, stops: Sequence[Stop] = ()) -> Deadline:
        """When a period ends that an event at `start` sets off.

        Days and working days touched by a stop do not count; a month lasts as many days as the calendar gives
        it, counted the same way; hours and minutes are real time less the stops. A period in days or months that
        ends on a day off ends on the next working day if the rule in force says so. Raises ValueError for a `start`
        without a time zone, OverflowError past the year 9999.
        """
        require_aware(start)
        if period.unit in hour_clock.REAL:
            return hour_clock.deadline(start, period, stops)
        return day_clock.deadline(self, local_day(start), period, day_clock.stopped_spans(stops))

    def elapsed(self, start: datetime, until: datetime, unit: Unit, stops: Sequence[Stop] = ()) -> Elapsed:
        """Whole units that passed from an event to an instant, less the stops; never below 0.

        Raises ValueError for datetimes without a time zone and for months, which have no fixed length.
        """
        require_aware(start, until)
        if unit is Unit.MONTHS:
            raise ValueError("elapsed time is not counted in months")
        if unit in hour_clock.REAL:
            return Elapsed(hour_clock.elapsed(start, until, stops) // hour_clock.REAL[unit], unit, False)
        return day_clock.elapsed(
            self, local_day(start), local_day(until), unit, day_clock.stopped_spans(stops)
        )
