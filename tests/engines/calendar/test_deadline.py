"""Deadlines: known cases by hand, properties, and a slow reference written another way."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tongguan.engines.calendar import (
    SHANGHAI,
    Calendar,
    Deadline,
    Period,
    RollRule,
    Stop,
    Unit,
    local_day,
)
from tongguan.engines.problems import Text

CALENDAR = Calendar.load()
REASON = Text(zh="补正材料", en="waiting for documents")
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    """A local time in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due(start: str, amount: int, unit: Unit, *stops: tuple[str, str | None]) -> date | None:
    spans = [Stop(at(first), at(last) if last else None, REASON) for first, last in stops]
    return CALENDAR.deadline(at(start), Period(amount, unit), spans).due_day


@pytest.mark.parametrize(
    ("start", "amount", "unit", "expected"),
    [
        ("2024-06-03T09:00", 14, Unit.DAYS, date(2024, 6, 17)),
        (
            "2024-09-01T09:00",
            15,
            Unit.DAYS,
            date(2024, 9, 18),
        ),  # Monday 16th is Mid-Autumn leave until the 17th
        ("2024-09-26T17:00", 1, Unit.WORKING_DAYS, date(2024, 9, 27)),
        ("2024-09-27T17:00", 3, Unit.WORKING_DAYS, date(2024, 10, 8)),  # Sunday 29th works, then a week off
        ("2024-09-30T23:59", 1, Unit.WORKING_DAYS, date(2024, 10, 8)),
        ("2024-10-01T10:00", 1, Unit.WORKING_DAYS, date(2024, 10, 8)),  # the event may fall on a day off
        ("2024-10-09T10:00", 3, Unit.WORKING_DAYS, date(2024, 10, 12)),  # the Saturday makes up
        ("2024-01-31T10:00", 1, Unit.MONTHS, date(2024, 2, 29)),
        ("2023-01-31T10:00", 1, Unit.MONTHS, date(2023, 2, 28)),
        ("2024-03-15T10:00", 3, Unit.MONTHS, date(2024, 6, 17)),  # 15 June is a Saturday
        ("2024-11-30T10:00", 15, Unit.MONTHS, date(2026, 2, 28)),  # a make-up Saturday: no move
        ("2024-06-03T09:00", 0, Unit.DAYS, date(2024, 6, 3)),
    ],
)
def test_known_cases(start: str, amount: int, unit: Unit, expected: date) -> None:
    assert due(start, amount, unit) == expected


def test_the_day_begins_at_midnight_in_shanghai() -> None:
    before, after = datetime(2024, 6, 3, 15, 59, 59, tzinfo=UTC), datetime(2024, 6, 3, 16, 0, tzinfo=UTC)
    assert (local_day(before), local_day(after)) == (date(2024, 6, 3), date(2024, 6, 4))
    first = CALENDAR.deadline(before, Period(1, Unit.DAYS))
    second = CALENDAR.deadline(after, Period(1, Unit.DAYS))
    assert (first.due_day, second.due_day) == (date(2024, 6, 4), date(2024, 6, 5))
    assert first.due_at == datetime(2024, 6, 4, 16, 0, tzinfo=UTC)


def test_days_a_stop_touches_do_not_count() -> None:
    assert due("2024-06-03T09:00", 3, Unit.WORKING_DAYS) == date(2024, 6, 6)
    touched = ("2024-06-04T15:00", "2024-06-05T09:00")
    assert due("2024-06-03T09:00", 3, Unit.WORKING_DAYS, touched) == date(2024, 6, 11)  # 10th: Dragon Boat
    assert due("2024-06-03T09:00", 3, Unit.WORKING_DAYS, ("2024-06-04T00:00", "2024-06-05T00:00")) == date(
        2024, 6, 7
    )
    later = ("2024-07-04T15:00", "2024-07-05T09:00")
    assert due("2024-06-03T09:00", 3, Unit.WORKING_DAYS, later) == date(2024, 6, 6)


def test_a_stop_without_end_leaves_no_due_date() -> None:
    standing = CALENDAR.deadline(
        at("2024-06-03T09:00"), Period(3, Unit.DAYS), [Stop(at("2024-06-04T09:00"), None, REASON)]
    )
    assert standing.standing
    assert "尚未恢复" in standing.steps[-1].text.zh


def test_hours_run_through_nights_and_stand_in_stops() -> None:
    start = at("2024-06-07T20:00")
    assert CALENDAR.deadline(start, Period(24, Unit.HOURS)).due_at == at("2024-06-08T20:00")
    stops = [
        Stop(at("2024-06-07T22:00"), at("2024-06-08T01:00"), REASON),
        Stop(at("2024-06-08T00:00"), at("2024-06-08T02:00"), REASON),
    ]
    assert CALENDAR.deadline(start, Period(24, Unit.HOURS), stops).due_at == at("2024-06-09T00:00")
    assert CALENDAR.elapsed(start, at("2024-06-08T03:00"), Unit.HOURS, stops).amount == 3


def test_a_stop_within_a_stop_counts_once() -> None:
    start = at("2024-06-03T08:00")
    inner = Stop(at("2024-06-03T10:00"), at("2024-06-03T11:00"), REASON)
    outer = Stop(at("2024-06-03T09:00"), at("2024-06-03T13:00"), REASON)
    assert CALENDAR.deadline(start, Period(3, Unit.HOURS), [inner, outer]).due_at == at("2024-06-03T15:00")
    assert CALENDAR.elapsed(start, at("2024-06-03T14:00"), Unit.HOURS, [inner, outer]).amount == 2


def test_the_steps_tell_the_whole_story_in_both_languages() -> None:
    told = CALENDAR.deadline(
        at("2024-09-27T17:00"),
        Period(3, Unit.WORKING_DAYS, "《行政许可法》第八十二条"),
        [Stop(at("2024-09-30T09:00"), at("2024-09-30T10:00"), REASON)],
    )
    zh = [step.text.zh for step in told.steps]
    assert "第八十二条" in zh[0]
    assert any("国庆节（国办发明电〔2023〕7号）" in line for line in zh)
    assert any("周末" in line for line in zh)
    assert any("补正材料" in line for line in zh)
    assert "2024-10-09" in zh[-1]
    assert "National Day" in " ".join(step.text.en for step in told.steps)


def test_rolling_follows_the_rule_in_force_on_the_day_of_the_event() -> None:
    rules = [RollRule(date(2020, 1, 1), True, "甲"), RollRule(date(2024, 6, 1), False, "乙")]
    calendar = Calendar.load(rules=rules)
    assert calendar.deadline(at("2024-05-31T10:00"), Period(1, Unit.DAYS)).due_day == date(2024, 6, 3)
    assert calendar.deadline(at("2024-06-07T10:00"), Period(1, Unit.DAYS)).due_day == date(2024, 6, 8)
    assert calendar.deadline(at("2019-06-07T10:00"), Period(1, Unit.DAYS)).due_day == date(2019, 6, 8)


def test_years_without_a_notice_are_flagged() -> None:
    assert not CALENDAR.deadline(at("2026-12-01T10:00"), Period(5, Unit.WORKING_DAYS)).unverified
    beyond = CALENDAR.deadline(at("2026-12-28T10:00"), Period(5, Unit.WORKING_DAYS))
    assert beyond.unverified
    assert beyond.due_day == date(2027, 1, 4)  # weekends alone
    assert "未经核实" in beyond.steps[-1].text.zh
    assert CALENDAR.deadline(at("2027-03-01T10:00"), Period(1, Unit.DAYS)).unverified
    assert not CALENDAR.deadline(at("2027-03-01T10:00"), Period(1, Unit.HOURS)).unverified
    assert CALENDAR.elapsed(at("2027-03-01T10:00"), at("2027-03-05T10:00"), Unit.WORKING_DAYS).unverified


def test_naive_times_and_senseless_periods_are_refused() -> None:
    naive = datetime(2024, 6, 3)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.deadline(naive, Period(1, Unit.DAYS))
    with pytest.raises(ValueError, match="time zone"):
        Stop(naive, None, REASON)
    with pytest.raises(ValueError, match="out of range"):
        Period(-1, Unit.DAYS)
    with pytest.raises(ValueError, match="before it starts"):
        Stop(at("2024-06-03T09:00"), at("2024-06-02T09:00"), REASON)
    with pytest.raises(ValueError, match="months"):
        CALENDAR.elapsed(at("2024-06-03T09:00"), at("2024-06-05T09:00"), Unit.MONTHS)


instants = st.datetimes(datetime(2019, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
periods = st.builds(Period, st.integers(0, 60), st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS, Unit.HOURS]))
stops = st.builds(
    lambda start, length: Stop(start, start + length, REASON),
    st.datetimes(datetime(2019, 1, 1), datetime(2019, 4, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.timedeltas(timedelta(0), timedelta(days=9)),
)
near = st.datetimes(datetime(2019, 1, 1), datetime(2019, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001


def due_at(found: Deadline) -> datetime:
    assert found.due_at is not None
    return found.due_at


@given(instants, periods)
def test_a_deadline_never_lies_before_its_start(start: datetime, period: Period) -> None:
    found = CALENDAR.deadline(start, period)
    assert due_at(found) >= start
    assert [step.first for step in found.steps] == sorted(step.first for step in found.steps)


@given(
    near, periods, st.lists(stops, max_size=4), st.integers(0, 5), st.timedeltas(timedelta(0), timedelta(9))
)
def test_later_start_or_longer_period_is_never_due_earlier(
    start: datetime, period: Period, stopped: list[Stop], more: int, later: timedelta
) -> None:
    base = due_at(CALENDAR.deadline(start, period, stopped))
    assert due_at(CALENDAR.deadline(start, Period(period.amount + more, period.unit), stopped)) >= base
    assert due_at(CALENDAR.deadline(start + later, period, stopped)) >= base


@given(near, periods, st.lists(stops, max_size=4), stops)
def test_another_stop_never_brings_the_due_date_forward(
    start: datetime, period: Period, stopped: list[Stop], another: Stop
) -> None:
    base = due_at(CALENDAR.deadline(start, period, stopped))
    assert due_at(CALENDAR.deadline(start, period, [another, *stopped])) >= base
    standing = CALENDAR.deadline(start, period, [*stopped, Stop(another.start, None, REASON)])
    assert standing.due_at is None or standing.due_at >= base


@given(near, periods, st.lists(stops, max_size=4))
def test_when_a_deadline_comes_its_period_has_elapsed_and_not_before(
    start: datetime, period: Period, stopped: list[Stop]
) -> None:
    end = due_at(CALENDAR.deadline(start, period, stopped))
    last_moment = end if period.unit is Unit.HOURS else end - timedelta(microseconds=1)
    assert CALENDAR.elapsed(start, last_moment, period.unit, stopped).amount >= period.amount
    if period.unit is not Unit.DAYS and period.amount and end - timedelta(microseconds=1) > start:
        before = last_moment - (timedelta(microseconds=1) if period.unit is Unit.HOURS else DAY)
        assert CALENDAR.elapsed(start, before, period.unit, stopped).amount < period.amount


@given(near, near, st.lists(stops, max_size=4), st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS, Unit.HOURS]))
def test_elapsed_time_is_never_negative_and_grows(
    start: datetime, until: datetime, stopped: list[Stop], unit: Unit
) -> None:
    amount = CALENDAR.elapsed(start, until, unit, stopped).amount
    assert amount >= 0
    assert CALENDAR.elapsed(start, until + DAY, unit, stopped).amount >= amount
    if until <= start:
        assert amount == 0


def reference_day(start: datetime, period: Period, stopped: list[Stop]) -> date:
    """Count by asking every microsecond-bounded day whether any stop overlaps it."""

    def counts(day: date) -> bool:
        midnight = datetime.combine(day, time(), SHANGHAI)
        held = any(
            stop.start < stop.end and stop.start < midnight + DAY and stop.end > midnight for stop in stopped
        )
        works = period.unit is Unit.DAYS or CALENDAR.is_working_day(day)
        return works and not held

    first = start.astimezone(SHANGHAI).date()
    after = [first + n * DAY for n in range(1, 400)]
    last = [day for day in after if counts(day)][period.amount - 1] if period.amount else first
    if period.unit is Unit.DAYS:
        last = next(day for n in range(30) if CALENDAR.is_working_day(day := last + n * DAY))
    return last


@given(near, st.builds(Period, st.integers(0, 60), st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS])),
       st.lists(stops, max_size=5))  # fmt: skip
@example(at("2019-02-01T00:00").astimezone(UTC), Period(1, Unit.WORKING_DAYS), [])
def test_the_slow_reference_agrees(start: datetime, period: Period, stopped: list[Stop]) -> None:
    assert CALENDAR.deadline(start, period, stopped).due_day == reference_day(start, period, stopped)


def test_minutes_are_real_time_like_hours() -> None:
    start = at("2024-06-07T20:00")
    assert CALENDAR.deadline(start, Period(45, Unit.MINUTES)).due_at == at("2024-06-07T20:45")
    stops = [Stop(at("2024-06-07T20:10"), at("2024-06-07T20:30"), Text(zh="停", en="stop"))]
    assert CALENDAR.deadline(start, Period(45, Unit.MINUTES), stops).due_at == at("2024-06-07T21:05")
    assert CALENDAR.elapsed(start, at("2024-06-07T21:00"), Unit.MINUTES, stops).amount == 40
