"""Periods in days, working days and months: one walk over the days, which also tells the story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from tongguan.engines.calendar.period import Deadline, Elapsed, Period, Step, Stop, Unit
from tongguan.engines.calendar.rows import RollRule
from tongguan.engines.problems import Text

LOCAL = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
UNIT_NAMES = {
    Unit.DAYS: Text(zh="日", en="days"),
    Unit.WORKING_DAYS: Text(zh="个工作日", en="working days"),
    Unit.MONTHS: Text(zh="个月", en="months"),
}


class WorkingDays(Protocol):
    """What the walk asks a calendar."""

    def is_working_day(self, day: date) -> bool: ...
    def is_verified(self, day: date) -> bool: ...
    def why(self, day: date) -> Text: ...
    def next_working_day(self, day: date) -> date: ...
    def roll_rule(self, day: date) -> RollRule | None: ...


@dataclass(frozen=True, slots=True)
class Span:
    """Days a stop touches, both included; without `last`, all from `first`."""

    first: date
    last: date | None
    reason: Text


def stopped_spans(stops: Iterable[Stop]) -> list[Span]:
    """The days each stop touches, in order.

    A day the clock stands for any part of does not count: as on the day of the event that sets a period off,
    counting resumes on the day after. A stop of no length touches nothing.
    """
    spans = []
    for stop in sorted(stops, key=lambda stop: stop.start):
        first = stop.start.astimezone(LOCAL).date()
        if stop.end is None:
            spans.append(Span(first, None, stop.reason))
        elif stop.end > stop.start:
            last = (stop.end - timedelta(microseconds=1)).astimezone(LOCAL).date()
            spans.append(Span(first, last, stop.reason))
    return spans


class Stops:
    """Answers for days in rising order which span, if any, holds the clock."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans, self._next = spans, 0
        self._holding: Span | None = None

    def on(self, day: date) -> Span | None:
        """The span that touches the day and lasts longest."""
        while self._next < len(self._spans) and self._spans[self._next].first <= day:
            span = self._spans[self._next]
            held = self._holding
            if held is None or (held.last is not None and (span.last is None or span.last > held.last)):
                self._holding = span
            self._next += 1
        held = self._holding
        return held if held is not None and (held.last is None or held.last >= day) else None


def days_in_months(start: date, months: int) -> int:
    """Days from `start` to the day of the same number so many months later, or that month's last."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - ONE_DAY).day
    return (date(year, month + 1, min(start.day, last)) - start).days


def deadline(calendar: WorkingDays, start: date, period: Period, spans: Sequence[Span]) -> Deadline:
    """Walk from the day after `start` until enough days have counted, then off the days of rest."""
    name = UNIT_NAMES[period.unit]
    article = Text(zh=f"（{period.source}）", en=f" ({period.source})") if period.source else None
    story = Story(
        start,
        f"{start} 为事件发生之日，不计入；自次日起算 {period.amount} {name.zh}{article.zh if article else ''}",
        f"{start} is the day of the event and does not count; {period.amount} {name.en} run from the next day"
        f"{article.en if article else ''}",
    )
    counted = days_in_months(start, period.amount) if period.unit is Unit.MONTHS else period.amount
    stops, day, unverified = Stops(spans), start, False
    while counted:
        day += ONE_DAY
        if period.unit is Unit.WORKING_DAYS:
            unverified = unverified or not calendar.is_verified(day)
        if (held := stops.on(day)) is not None:
            if held.last is None:
                story.stands(day, held.reason)
                return Deadline(None, None, story.told(unverified), unverified)
            story.skip(day, Text(zh=f"中止计时：{held.reason.zh}", en=f"clock stopped: {held.reason.en}"))
        elif period.unit is Unit.WORKING_DAYS and not calendar.is_working_day(day):
            story.skip(day, calendar.why(day))
        else:
            counted -= 1
    rule = calendar.roll_rule(start)
    if period.unit is not Unit.WORKING_DAYS and rule is not None and rule.rolls:
        rolled = calendar.next_working_day(day)
        unverified = not (calendar.is_verified(day) and calendar.is_verified(rolled))
        if rolled != day:
            story.roll(day, rolled, calendar.why(day), rule.source)
            day = rolled
    story.ends(day)
    due_at = datetime.combine(day + ONE_DAY, time(), LOCAL).astimezone(UTC)
    return Deadline(due_at, day, story.told(unverified), unverified)


def elapsed(calendar: WorkingDays, start: date, until: date, unit: Unit, spans: Sequence[Span]) -> Elapsed:
    """Days that counted after `start`, up to and including `until`."""
    stops, day, amount, unverified = Stops(spans), start, 0, False
    while day < until:
        day += ONE_DAY
        unverified = unverified or (unit is Unit.WORKING_DAYS and not calendar.is_verified(day))
        if stops.on(day) is None and (unit is Unit.DAYS or calendar.is_working_day(day)):
            amount += 1
    return Elapsed(amount, unit, unverified)


class Story:
    """The reasoning, one sentence for each run of days that share a reason."""

    def __init__(self, start: date, zh: str, en: str) -> None:
        self._steps = [Step(start, start, Text(zh=f"{zh}。", en=f"{en}."))]
        self._run: tuple[date, date, Text] | None = None

    def skip(self, day: date, reason: Text) -> None:
        """A day that does not count."""
        if self._run is not None and self._run[2] == reason and self._run[1] + ONE_DAY == day:
            self._run = (self._run[0], day, reason)
        else:
            self._close_run()
            self._run = (day, day, reason)

    def stands(self, day: date, reason: Text) -> None:
        """The clock stands from a day on."""
        self._add(
            day,
            day,
            f"自 {day} 起中止计时，尚未恢复：{reason.zh}",
            f"The clock stands from {day} on: {reason.en}",
        )

    def roll(self, day: date, rolled: date, reason: Text, source: str) -> None:
        """The last day moves."""
        self._add(
            day,
            rolled,
            f"末日 {day} 为{reason.zh}，依{source}顺延至 {rolled}",
            f"The last day {day} is a day off ({reason.en}); it moves to {rolled} by {source}",
        )

    def ends(self, day: date) -> None:
        """The day the period ends."""
        self._add(day, day, f"期限至 {day} 24 时届满", f"The period ends on {day} at 24:00")

    def told(self, unverified: bool) -> tuple[Step, ...]:
        """All of it."""
        self._close_run()
        if unverified:
            last = self._steps[-1].last
            self._add(
                last,
                last,
                "涉及尚未公布节假日安排的年份，仅按周末计算，结果未经核实",
                "A year whose holidays are not known is involved; weekends alone were counted: unverified",
            )
        return tuple(self._steps)

    def _close_run(self) -> None:
        if self._run is None:
            return
        first, last, reason = self._run
        self._run = None
        days = f"{first}" if first == last else f"{first} – {last}"
        self._add(first, last, f"{days} 不计入：{reason.zh}", f"{days} does not count: {reason.en}")

    def _add(self, first: date, last: date, zh: str, en: str) -> None:
        self._close_run()
        self._steps.append(Step(first, last, Text(zh=f"{zh}。", en=f"{en}.")))
