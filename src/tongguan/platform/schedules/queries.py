"""Reads of schedules: each with its last and next run and whether it is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from tongguan.platform.permissions.interface import Actor, require
from tongguan.platform.schedules.contracts import Schedule
from tongguan.platform.schedules.enums import RunState
from tongguan.platform.schedules.models import ScheduleRun
from tongguan.platform.schedules.module import VIEW
from tongguan.platform.schedules.registry import schedules


@dataclass(frozen=True, slots=True)
class Standing:
    """A schedule as its page shows it; `late` says that a due time passed its deadline without being done."""

    schedule: Schedule
    last: ScheduleRun | None
    last_done: ScheduleRun | None
    next_due: datetime
    late: bool


def standings(actor: Actor, now: datetime | None = None) -> list[Standing]:
    """Every declared schedule, the late ones first."""
    require(actor, VIEW)
    moment = now or timezone.now()
    found = [_standing(each, moment) for each in schedules()]
    return sorted(found, key=lambda one: (not one.late, one.schedule.code))


def _standing(one: Schedule, moment: datetime) -> Standing:
    runs = ScheduleRun.objects.filter(schedule=one.code)
    last = runs.exclude(state=RunState.SKIPPED).order_by("-due_at").first()
    done = runs.filter(state=RunState.DONE).order_by("-due_at").first()
    unfinished = runs.exclude(state__in=[RunState.DONE, RunState.SKIPPED])
    newest = runs.order_by("-due_at").values_list("due_at", flat=True).first()
    missed = newest is not None and one.when.after(newest) + one.deadline < moment
    late = missed or unfinished.filter(deadline__lt=moment).exists()
    return Standing(one, last, done, one.when.after(moment), late)


def runs(actor: Actor) -> QuerySet[ScheduleRun]:
    """All runs, newest first."""
    require(actor, VIEW)
    return ScheduleRun.objects.order_by("-due_at", "schedule")


def last_good(code: str) -> ScheduleRun | None:
    """The latest run of a schedule that is done: whoever shows its result shows this age with it."""
    return ScheduleRun.objects.filter(schedule=code, state=RunState.DONE).order_by("-due_at").first()
