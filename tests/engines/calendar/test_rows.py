"""The shipped rows, and reading rows from outside."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.calendar import Calendar, Kind, read_rows, shipped_rows
from tongguan.engines.calendar.rows import COLUMNS

HEAD = ",".join(COLUMNS) + "\n"
GOOD = "2027,2027-01-01,2027-01-03,holiday,元旦,New Year's Day,2026-11-01,示例\n"


def test_every_day_equals_the_maintained_package() -> None:
    peer = pytest.importorskip("chinese_calendar", reason="needs the package chinesecalendar")
    calendar, day = Calendar.load(), date(2018, 12, 29)
    while day <= date(2026, 12, 31):
        assert calendar.is_working_day(day) == peer.is_workday(day), day
        day += timedelta(days=1)


def test_every_year_has_its_notice_and_seven_festivals() -> None:
    rows = shipped_rows()
    for year in range(2019, 2027):
        named = {part for row in rows if row.year == year and row.kind is Kind.HOLIDAY
                 for part in row.name.zh.split("、")}  # fmt: skip
        assert {"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"} <= named
    assert all("号" in row.source and row.announced < row.last for row in rows)


def test_make_up_days_are_weekends_and_each_arrangement_is_whole() -> None:
    """A make-up day is always taken from a weekend, and holidays given beyond the statutory ones are paid back."""
    for row in shipped_rows():
        if row.kind is Kind.WORKING_DAY:
            days = [row.first + timedelta(days=n) for n in range((row.last - row.first).days + 1)]
            assert all(day.weekday() >= 5 for day in days), row


def test_working_days_of_a_year_follow_the_statutory_number() -> None:
    """365 days less 104 or so of weekends less 11 statutory holidays (13 from 2025)."""
    calendar = Calendar.load()
    for year in (2021, 2022, 2023, 2024, 2025, 2026):
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
        worked = sum(calendar.is_working_day(day) for day in days if day.year == year)
        assert 246 <= worked <= 252


def test_what_was_known_before_the_extension_of_2020() -> None:
    first_of_february = date(2020, 2, 1)  # a make-up Saturday until the holiday was extended on 26 January
    assert Calendar.load(known_on=date(2020, 1, 25)).is_working_day(first_of_february)
    assert not Calendar.load(known_on=date(2020, 1, 26)).is_working_day(first_of_february)
    assert not Calendar.load().is_working_day(date(2020, 1, 31))


def test_rows_are_read_and_bad_ones_named_by_line() -> None:
    bad = [
        "2027,2027-01-05,2027-01-03,holiday,元旦,New Year,2026-11-01,示例",
        "2027,yesterday,2027-01-03,holiday,元旦,New Year,2026-11-01,示例",
        "2027,2027-01-01,2027-01-03,party,元旦,New Year,2026-11-01,示例",
        "2027,2027-01-01,2027-01-03,holiday,,New Year,2026-11-01,示例",
        "2027,2027-01-01,2027-01-03,holiday,元旦,New Year,2026-11-01,",
        "2027,2027-01-01",
        "1900,2027-01-01,2027-01-03,holiday,元旦,New Year,2026-11-01,示例",
    ]
    rows, problems = read_rows(HEAD + GOOD + "\n".join(bad))
    assert [row.first for row in rows] == [date(2027, 1, 1)]
    assert [problem.line for problem in problems] == list(range(3, 3 + len(bad)))
    assert Calendar.load(rows).verified_years == {2027}


def test_other_columns_and_endless_files_are_refused() -> None:
    assert read_rows("a,b\n1,2\n")[1][0].code == "calendar.columns"
    assert read_rows("")[1][0].code == "calendar.columns"
    rows, problems = read_rows(HEAD + GOOD * 10_001)
    assert len(rows) == 10_000
    assert problems[-1].code == "calendar.too_many"


@given(
    st.text() | st.text().map(HEAD.__add__) | st.text(alphabet="2027-01,\n\"'x\0").map((HEAD + GOOD).__add__)
)
def test_no_text_makes_the_reader_raise(text: str) -> None:
    read_rows(text)
