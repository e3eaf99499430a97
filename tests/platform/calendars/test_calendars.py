"""Deadlines come from legal numbers and the announced calendar; a later announcement overrules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tongguan.platform.calendars import interface as calendars
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotAllowed, Refused
from tongguan.platform.reference import interface as reference

pytestmark = pytest.mark.django_db
HEAD = "year,first,last,kind,name_zh,name_en,announced,source\n"


@pytest.fixture(autouse=True)
def _fresh(settings):
    settings.REFERENCE_VERSION_CHECK_S = 0
    reference.forget()
    calendars.forget()
    reference.load_shipped()
    yield
    reference.forget()
    calendars.forget()


def test_fourteen_days_to_declare_roll_over_the_holiday() -> None:
    # Day 14 after 17 September 2026 is 1 October; National Day lasts to the 7th (State Council notice for 2026).
    found = calendars.deadline("declaration.import_time_limit", datetime(2026, 9, 17, 2, tzinfo=UTC))
    assert found.due_day == date(2026, 10, 8)
    assert any("Customs Law art. 24" in step.text.en for step in found.steps)


def test_the_clock_rests_while_it_is_stopped() -> None:
    start = datetime(2026, 11, 2, 2, tzinfo=UTC)
    free = calendars.deadline("documents.request_time_limit", start)
    stop = (datetime(2026, 11, 3, 2, tzinfo=UTC), datetime(2026, 11, 4, 2, tzinfo=UTC))
    assert (free.due_day, calendars.deadline("documents.request_time_limit", start, [stop]).due_day) == (
        date(2026, 11, 5),
        date(2026, 11, 9),
    )
    assert calendars.deadline("documents.request_time_limit", start, [(stop[0], None)]).standing


def test_elapsed_working_days_leave_out_the_weekend() -> None:
    friday = datetime(2026, 11, 6, 2, tzinfo=UTC)
    assert calendars.elapsed(friday, friday + timedelta(days=3)).amount == 1


def test_the_limit_is_the_one_in_force_on_the_day_of_the_event() -> None:
    with pytest.raises(reference.ReferenceMissing):
        calendars.deadline("two_step.completion_time_limit", datetime(2019, 8, 20, 2, tzinfo=UTC))
    assert calendars.deadline("two_step.completion_time_limit", datetime(2019, 8, 26, 2, tzinfo=UTC)).due_day


def test_a_number_that_is_no_time_limit_is_refused() -> None:
    with pytest.raises(calendars.NotAPeriod):
        calendars.deadline("duty.minimum_cny", datetime(2026, 11, 2, 2, tzinfo=UTC))


def test_a_later_announcement_overrules_and_an_earlier_does_not() -> None:
    day = date(2026, 11, 11)
    assert calendars.is_working_day(day)
    rows = f"{HEAD}2026,{day},{day},holiday,临时放假,Extra day off,2026-11-01,演示通知\n"
    assert calendars.add_arrangements(actor=SYSTEM, text=rows) == 1
    assert not calendars.is_working_day(day)
    older = f"{HEAD}2026,{day},{day},working_day,旧安排,Older,2026-10-01,演示通知\n"
    calendars.add_arrangements(actor=SYSTEM, text=older)
    assert not calendars.is_working_day(day)


def test_wrong_rows_doubled_rows_and_strangers_are_refused() -> None:
    good = f"{HEAD}2027,2027-01-01,2027-01-01,holiday,元旦,New Year,2026-11-01,演示通知\n"
    with pytest.raises(NotAllowed):
        calendars.add_arrangements(actor=Actor(kind="person", name="p"), text=good)
    with pytest.raises(Refused) as caught:
        calendars.add_arrangements(actor=SYSTEM, text=good + "2027,x,,,,,,\n")
    assert caught.value.problems[0].line == 3
    calendars.add_arrangements(actor=SYSTEM, text=good)
    with pytest.raises(Refused):
        calendars.add_arrangements(actor=SYSTEM, text=good)
    with pytest.raises(Refused):
        calendars.add_arrangements(actor=SYSTEM, text=HEAD)
