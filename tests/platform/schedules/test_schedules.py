"""Declared times are run once, caught up after downtime, whole or not at all; what is late shows as late."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tongguan.engines.problems import Text
from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotAllowed
from tongguan.platform.reference.models import CodeList
from tongguan.platform.schedules import registry
from tongguan.platform.schedules.actions import MOST_ATTEMPTS, perform, run_again, run_due
from tongguan.platform.schedules.interface import CatchUp, Daily, Every, last_good, schedule, standings
from tongguan.platform.schedules.models import ScheduleRun

pytestmark = pytest.mark.django_db
TITLE = Text(zh="日报", en="Daily report")
START = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai
WHEN = Daily(time(7, 0))


@pytest.fixture(autouse=True)
def _registry(monkeypatch) -> None:
    monkeypatch.setattr(registry, "_schedules", {})


@pytest.fixture
def ran() -> list[datetime]:
    return []


def declare(done: list[datetime], catch_up: CatchUp = CatchUp.ALL) -> None:
    def job(due_at: datetime) -> int:
        done.append(due_at)
        return 3

    schedule("t.daily", TITLE, WHEN, catch_up=catch_up)(job)


def work(now: datetime) -> None:
    """Plan, then do what was handed to the queue."""
    run_due(now)
    for job in ProcrastinateJob.objects.filter(status="todo").order_by("id"):
        perform(job.args["run_id"])
    ProcrastinateJob.objects.all().update(status="succeeded")


def test_seven_in_shanghai_is_eleven_at_night_in_utc() -> None:
    assert WHEN.after(START) == datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    assert WHEN.after(WHEN.after(START)) == datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
    monday = Daily(time(7, 0), frozenset({0}))
    assert monday.after(START) == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)


def test_an_interval_does_not_shift_with_restarts() -> None:
    every = Every(timedelta(minutes=15))
    assert every.after(START + timedelta(minutes=7)) == START + timedelta(minutes=15)
    assert every.after(START) == START + timedelta(minutes=15)


def test_each_due_time_is_done_once(ran: list[datetime]) -> None:
    declare(ran)
    due = WHEN.after(START)
    work(START)
    assert ran == []
    for _again in range(3):
        work(due + timedelta(minutes=1))
    assert ran == [due]
    assert last_good("t.daily").rows == 3
    run = ScheduleRun.objects.get(due_at=due)
    assert not perform(run.pk)
    assert ran == [due]


def test_after_downtime_every_missed_day_is_caught_up_in_order(ran: list[datetime]) -> None:
    declare(ran)
    work(START)
    work(START + timedelta(days=4))
    first = WHEN.after(START)
    assert ran == [first + timedelta(days=day) for day in range(4)]


def test_or_the_latest_alone_and_the_others_are_recorded_as_skipped(ran: list[datetime]) -> None:
    declare(ran, CatchUp.LATEST)
    work(START)
    work(START + timedelta(days=4))
    assert ran == [WHEN.after(START) + timedelta(days=3)]
    assert ScheduleRun.objects.filter(state="skipped").count() == 3


def test_a_failed_run_leaves_nothing_and_is_tried_again_until_it_is_given_up() -> None:
    def job(due_at: datetime) -> int:
        CodeList.objects.create(code="half", zh="半", en="half")
        raise ValueError("broken on purpose")

    schedule("t.bad", TITLE, WHEN)(job)
    run_due(START)
    run = ScheduleRun.objects.get()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        perform(run.pk)
        run.refresh_from_db()
        assert (run.attempt, CodeList.objects.filter(code="half").exists()) == (attempt, False)
    assert run.state == "failed"
    assert "broken on purpose" in run.error


def test_a_job_that_died_is_handed_out_again(ran: list[datetime]) -> None:
    declare(ran)
    run_due(START)
    due = WHEN.after(START)
    assert run_due(due) == 1
    assert run_due(due + timedelta(minutes=5)) == 0
    assert run_due(due + timedelta(hours=2)) == 1


def test_late_is_shown_late(ran: list[datetime]) -> None:
    declare(ran)
    run_due(START)
    due = WHEN.after(START)
    assert not standings(SYSTEM, due + timedelta(minutes=59))[0].late
    assert standings(SYSTEM, due + timedelta(minutes=61))[0].late
    work(due + timedelta(minutes=61))
    assert not standings(SYSTEM, due + timedelta(minutes=62))[0].late
    assert standings(SYSTEM, due + timedelta(days=1, hours=2))[0].late


def test_running_again_needs_permission_and_is_audited(ran: list[datetime]) -> None:
    declare(ran)
    work(START)
    work(WHEN.after(START))
    run = ScheduleRun.objects.get(state="done")
    with pytest.raises(NotAllowed):
        run_again(actor=Actor(kind="person", name="p"), run_id=run.pk)
    run_again(actor=SYSTEM, run_id=run.pk)
    perform(run.pk)
    assert len(ran) == 2
    assert AuditEntry.objects.filter(action="schedule.run_again").exists()
