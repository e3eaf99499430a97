"""Planning and running: due times become rows, rows become jobs, jobs are whole or not at all."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from tongguan.engines.problems import Text
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import Actor, NotFound, require
from tongguan.platform.schedules.contracts import CatchUp, Schedule
from tongguan.platform.schedules.enums import RunState
from tongguan.platform.schedules.models import ScheduleRun
from tongguan.platform.schedules.module import RUN
from tongguan.platform.schedules.registry import find, schedules

log = logging.getLogger(__name__)

LOCK = 7_240_911
"""Key of the advisory lock under which one worker plans at a time."""
MOST_ATTEMPTS = 5
FIRST_DELAY_S = 30
LEASE_S = 3600
"""A run that was handed out and whose worker died is handed out again after this."""
MOST_CATCH_UP = 400
"""Due times caught up at once: more than a year of days."""


def run_due(now: datetime | None = None) -> int:
    """Plan every due time up to now and hand the runs to the job queue; returns how many were handed out.

    For the worker, in any number: one plans at a time. The plan and the jobs are one transaction.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:  # another worker plans
                return 0
        for one in schedules():
            _plan(one, moment)
        codes = [one.code for one in schedules()]
        ready = list(
            ScheduleRun.objects.select_for_update(skip_locked=True)
            .filter(state=RunState.WAITING, next_try_at__lte=moment, schedule__in=codes)
            .order_by("due_at", "schedule")
        )
        for run in ready:
            run.next_try_at = moment + timedelta(seconds=LEASE_S)
            run.save(update_fields=["next_try_at"])
            app.configure_task("schedules.run", queue="schedules").defer(run_id=run.pk)
    return len(ready)


def _plan(one: Schedule, moment: datetime) -> None:
    """Rows for the due times since the last row; a schedule seen for the first time starts with its next one."""
    newest = (
        ScheduleRun.objects.filter(schedule=one.code)
        .order_by("-due_at")
        .values_list("due_at", flat=True)
        .first()
    )
    if newest is None:
        _add(one, one.when.after(moment), RunState.WAITING)
        return
    due, dues = one.when.after(newest), []
    while due <= moment and len(dues) < MOST_CATCH_UP:
        dues.append(due)
        due = one.when.after(due)
    if dues and one.catch_up is CatchUp.LATEST:
        missed = ScheduleRun.objects.filter(schedule=one.code, state=RunState.WAITING)
        replaced = list(missed.select_for_update(skip_locked=True).values_list("pk", flat=True))
        ScheduleRun.objects.filter(pk__in=replaced).update(state=RunState.SKIPPED, next_try_at=None)
    for index, due_at in enumerate(dues):
        old = one.catch_up is CatchUp.LATEST and index < len(dues) - 1
        _add(one, due_at, RunState.SKIPPED if old else RunState.WAITING)


def _add(one: Schedule, due_at: datetime, state: RunState) -> None:
    ScheduleRun.objects.get_or_create(
        schedule=one.code,
        due_at=due_at,
        defaults={
            "deadline": due_at + one.deadline,
            "state": state,
            "next_try_at": due_at if state == RunState.WAITING else None,
        },
    )


def perform(run_id: int) -> bool:
    """Do one run: its work and its mark are one transaction; False where there was nothing to do."""
    try:
        with transaction.atomic():
            run = ScheduleRun.objects.select_for_update(skip_locked=True).filter(pk=run_id).first()
            if run is None or run.state in (RunState.DONE, RunState.SKIPPED, RunState.FAILED):
                return False
            one = find(run.schedule)
            if one is None:  # declared by a module that this process does not have
                return False
            started = timezone.now()
            rows = one.run(run.due_at)
            run.state, run.rows, run.error = RunState.DONE, rows, ""
            run.started_at, run.finished_at = started, timezone.now()
            run.attempt += 1
            run.next_try_at = None
            run.save()
            publish("schedule.done", f"schedule:{run.schedule}", {"run": run.pk, "rows": rows})
    except Exception as error:
        _failed(run_id, error)
    return True


def _failed(run_id: int, error: Exception) -> None:
    with transaction.atomic():
        run = ScheduleRun.objects.select_for_update().get(pk=run_id)
        run.attempt += 1
        run.error = f"{type(error).__name__}: {error}"[:4000]
        run.finished_at = timezone.now()
        if run.attempt >= MOST_ATTEMPTS:
            run.state, run.next_try_at = RunState.FAILED, None
            publish("schedule.failed", f"schedule:{run.schedule}", {"run": run.pk})
        else:
            run.state = RunState.WAITING
            run.next_try_at = timezone.now() + timedelta(seconds=FIRST_DELAY_S * 2**run.attempt)
        run.save()
    log.warning("schedule run %s (%s) failed, attempt %s: %s", run_id, run.schedule, run.attempt, error)


@transaction.atomic
def run_again(*, actor: Actor, run_id: int) -> ScheduleRun:
    """Do a run once more, whatever became of it; the record says who asked."""
    require(actor, RUN)
    run = ScheduleRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotFound(Text(zh="运行记录", en="run"))
    before = {"state": run.state, "attempt": run.attempt}
    run.state, run.attempt, run.next_try_at, run.error = RunState.WAITING, 0, timezone.now(), ""
    run.save()
    record(
        actor=actor,
        action="schedule.run_again",
        subject=("schedule_run", str(run.pk)),
        data={"schedule": run.schedule, "due_at": run.due_at, "before": before},
    )
    return run
