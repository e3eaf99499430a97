"""Periods in hours and minutes: real time, less the time the clock stood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tongguan.engines.calendar.period import Deadline, Period, Step, Stop, Unit
from tongguan.engines.problems import Text

LOCAL = ZoneInfo("Asia/Shanghai")
REAL = {Unit.HOURS: timedelta(hours=1), Unit.MINUTES: timedelta(minutes=1)}
"""How long a unit of real time lasts."""
WORDS = {Unit.HOURS: ("小时", "hours"), Unit.MINUTES: ("分钟", "minutes")}


def merged(stops: Iterable[Stop]) -> list[tuple[datetime, datetime | None]]:
    """Stops without overlap, in order, in UTC; the last may be without end."""
    spans: list[tuple[datetime, datetime | None]] = []
    for stop in sorted(stops, key=lambda stop: stop.start):
        start, end = stop.start.astimezone(UTC), stop.end.astimezone(UTC) if stop.end else None
        if spans and (spans[-1][1] is None or start <= spans[-1][1]):
            before = spans[-1][1]
            spans[-1] = (spans[-1][0], None if before is None or end is None else max(before, end))
        else:
            spans.append((start, end))
    return spans


def deadline(start: datetime, period: Period, stops: Sequence[Stop]) -> Deadline:
    """Add the hours or minutes, stepping over the stops that begin before they are used up."""
    moment, left = start.astimezone(UTC), period.amount * REAL[period.unit]
    zh, en = WORDS[period.unit]
    steps = [step(moment, f"自该时刻起算 {period.amount} {zh}", f"{period.amount} {en} run from this moment")]
    for begin, end in merged(stops):
        if end is not None and end <= moment:
            continue
        run = max(begin - moment, timedelta())
        if run > left or (run == left and period.amount):
            break
        if end is None:
            steps.append(step(begin, "计时中止，尚未恢复", "the clock stops and has not resumed"))
            return Deadline(None, None, tuple(steps), unverified=False)
        steps.append(step(begin, f"计时中止，至 {shown(end)}", f"the clock stops until {shown(end)}"))
        left -= run
        moment = end
    due = moment + left
    steps.append(step(due, "期限届满", "the period ends"))
    return Deadline(due, due.astimezone(LOCAL).date(), tuple(steps), unverified=False)


def elapsed(start: datetime, until: datetime, stops: Sequence[Stop]) -> timedelta:
    """Time from start to until, less the stops between."""
    begin, finish = start.astimezone(UTC), until.astimezone(UTC)
    total = max(finish - begin, timedelta())
    for first, last in merged(stops):
        overlap = min(finish, last or finish) - max(begin, first)
        total -= max(overlap, timedelta())
    return max(total, timedelta())


def shown(moment: datetime) -> str:
    """Local time to the second, zone stated."""
    return moment.astimezone(LOCAL).isoformat(sep=" ", timespec="seconds")


def step(moment: datetime, zh: str, en: str) -> Step:
    """A sentence about an instant."""
    day = moment.astimezone(LOCAL).date()
    return Step(day, day, Text(zh=f"{shown(moment)}：{zh}。", en=f"{shown(moment)}: {en}."))
