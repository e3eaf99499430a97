"""Which analyst reads what: the one selection drew, else a draw among those on duty; back to the queue when gone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from tongguan.operations.image_review.contracts import ANALYST, PURPOSE, SECOND_PURPOSE, SKILL
from tongguan.operations.image_review.enums import READING, UNASSIGNED, State
from tongguan.operations.image_review.models import ImageTask
from tongguan.operations.image_review.module import READ
from tongguan.operations.image_review.workflow import IMAGE_REVIEW
from tongguan.platform.cases.interface import take_step
from tongguan.platform.identity.interface import actor_of
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.platform.queues.interface import close_open_parts, enter, roster, worker
from tongguan.platform.reference.interface import parameter

ASSIGN = {State.QUEUED: "assign", State.FIRST_READ: "assign_second"}
REQUEUE = {State.READING: "requeue", State.SECOND_READING: "requeue_second"}
BATCH = 50


def find_analyst(reference: str) -> None:
    """Assign the drawn analyst if they are there, else enter the task into a draw. In the caller's transaction."""
    task = _locked(reference)
    if task is None or not task.waits_for_analyst:
        return
    if _able(task):
        _assign(task)
    else:
        enter_draw(task)
        task.save(update_fields=["drawn_analyst", "draw_entry", "attempt"])


def enter_draw(task: ImageTask) -> None:
    """Ask for an analyst by draw; sets fields of the task, which the caller saves."""
    _enter(PURPOSE, task, Fraction(1))


def enter_second_draw(task: ImageTask) -> None:
    """Let a draw decide on a second reading: certain where the first was suspicious, else by the share that holds for
    all; sets fields of the task, which the caller saves."""
    _enter(SECOND_PURPOSE, task, Fraction(task.first_verdict["verdict"] != "clear"))


def _enter(purpose: str, task: ImageTask, probability: Fraction) -> None:
    close_open_parts(PURPOSE, _entry(task))
    close_open_parts(SECOND_PURPOSE, _entry(task))
    task.attempt += 1
    task.drawn_analyst_id, task.draw_entry = None, _entry(task)
    enter(
        purpose,
        task.draw_entry,
        risk_probability=probability,
        firms=task.firms,
        excluded_officers=[task.first_analyst_id] if task.first_analyst_id else [],
    )


def _entry(task: ImageTask) -> str:
    return f"{task.reference}.{task.attempt}"


@transaction.atomic
def analyst_drawn(*, result: Mapping[str, Any]) -> None:
    """A draw of this purpose is published: assign, or leave in the queue where nobody could be drawn."""
    task = _locked(result["entry"].rpartition(".")[0])
    if task is None or task.draw_entry != result["entry"] or not task.waits_for_analyst:
        return
    drawn = {part["role"]: part["officer"] for part in result.get("assignments", ())}
    task.drawn_analyst_id, task.draw_entry = drawn.get(ANALYST), ""
    task.save(update_fields=["drawn_analyst", "draw_entry"])
    if task.drawn_analyst_id and _able(task):
        _assign(task)


@transaction.atomic
def second_drawn(*, result: Mapping[str, Any]) -> None:
    """The draw on a second reading is published: another analyst reads, or the first reading stands. A control reading
    for which nobody can be drawn lapses; a suspicious image waits."""
    task = _locked(result["entry"].rpartition(".")[0])
    if task is None or task.draw_entry != result["entry"] or task.state != State.FIRST_READ:
        return
    drawn = {part["role"]: part["officer"] for part in result.get("assignments", ())}
    task.drawn_analyst_id, task.draw_entry = drawn.get(ANALYST), ""
    task.second_inclusion = result["inclusion"] if result["selected"] else ""
    task.save(update_fields=["drawn_analyst", "draw_entry", "second_inclusion"])
    able = result["selected"] and task.drawn_analyst_id is not None and _able(task)
    if able:
        _assign(task)
    elif task.first_verdict["verdict"] == "clear":
        close_open_parts(SECOND_PURPOSE, result["entry"])
        take_step(actor=SYSTEM, workflow=IMAGE_REVIEW, reference=task.reference, step="accept_first")


@transaction.atomic
def analyst_named(*, entry: str, officer: int) -> None:
    """Two people named an analyst for a part that a draw left open."""
    task = _locked(entry.rpartition(".")[0])
    if task is None or entry != _entry(task) or task.draw_entry or not task.waits_for_analyst:
        return
    task.drawn_analyst_id = officer
    task.save(update_fields=["drawn_analyst"])
    if _able(task):
        _assign(task)


def draw_again() -> bool:
    """Enter tasks for which nobody could be drawn into a new draw once somebody able is on duty (a loop)."""
    stuck = ImageTask.objects.filter(state__in=UNASSIGNED, draw_entry="")
    references = list(stuck.order_by("-priority", "id").values_list("reference", flat=True)[:BATCH])
    if not references:
        return False
    here = {int(o.id) for o in roster("", timezone.now()) if o.on_duty and SKILL in o.skills}
    entered = False
    for reference in references:
        with transaction.atomic():
            task = _locked(reference)
            if task and task.waits_for_analyst and not task.draw_entry and here - {task.first_analyst_id}:
                find_analyst(reference)
                entered = True
    return entered


def expire_readings() -> bool:
    """Return tasks to the queue that an analyst kept too long or whose analyst went off duty (a loop)."""
    now = timezone.now()
    limit = timedelta(minutes=int(parameter("image_review.reading_limit", timezone.localdate(now))))
    held = ImageTask.objects.filter(state__in=READING).values_list("reference", "owner_id", "changed_at")
    on_duty = {int(o.id) for o in roster("", now) if o.on_duty}
    gone = [ref for ref, owner, since in held if now - since > limit or owner not in on_duty]
    for reference in gone:
        requeue(reference)
    return bool(gone)


def logged_off(*, user_id: int) -> int:
    """An analyst signed out: what lay on the desk goes back to the queue; how many tasks."""
    mine = ImageTask.objects.filter(owner_id=user_id, state__in=READING).values_list("reference", flat=True)
    references = list(mine)
    for reference in references:
        requeue(reference)
    return len(references)


@transaction.atomic
def requeue(reference: str) -> None:
    """Back to the queue by the system; nothing where the reading ended meanwhile."""
    task = _locked(reference)
    if task and task.state in REQUEUE:
        step = REQUEUE[State(task.state)]
        take_step(actor=SYSTEM, workflow=IMAGE_REVIEW, reference=reference, step=step)


def overdue_scans() -> bool:
    """Tasks whose scan did not come in time become inspections: what was not seen is not passed (a loop)."""
    late = ImageTask.objects.filter(state=State.AWAITING_SCAN, due_at__lt=timezone.now())
    references = list(late.values_list("reference", flat=True)[:BATCH])
    for reference in references:
        with transaction.atomic():
            task = _locked(reference)
            if task and task.state == State.AWAITING_SCAN:
                take_step(actor=SYSTEM, workflow=IMAGE_REVIEW, reference=reference, step="no_scan")
    return bool(references)


def _locked(reference: str) -> ImageTask | None:
    return ImageTask.objects.select_for_update().filter(reference=reference).first()


def _able(task: ImageTask) -> bool:
    """Whether the drawn analyst is on duty, may read, and has not read this image before."""
    user_id = task.drawn_analyst_id
    if user_id is None or user_id == task.first_analyst_id or not worker(user_id, timezone.now()).on_duty:
        return False
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    return user is not None and actor_of(user).may(READ)


def _assign(task: ImageTask) -> None:
    step = ASSIGN[State(task.state)]
    take_step(actor=SYSTEM, workflow=IMAGE_REVIEW, reference=task.reference, step=step)
