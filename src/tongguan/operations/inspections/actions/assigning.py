"""Who inspects: the inspector selection drew, else a draw of this module's own; and what is inspected again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from tongguan.operations.inspections.contracts import (
    INSPECTION_DRAW,
    INSPECTOR,
    REINSPECTION_DRAW,
    REINSPECTOR,
    SKILL,
)
from tongguan.operations.inspections.enums import State, Unloading
from tongguan.operations.inspections.models import Inspection
from tongguan.operations.inspections.module import INSPECT
from tongguan.operations.inspections.workflow import INSPECTION
from tongguan.platform.cases.interface import take_step
from tongguan.platform.identity.interface import actor_of
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.platform.queues.interface import close_open_parts, enter, roster, worker

BATCH = 50


def find_inspector(reference: str, boxes: Sequence[str] = ()) -> None:
    """Assign the drawn inspector if they are there, else enter the inspection into a draw, which also chooses
    among `boxes` and the unloading where an officer left it open. In the caller's transaction."""
    case = locked(reference)
    if case is None or case.state != State.UNASSIGNED:
        return
    if _able(case):
        take_step(actor=SYSTEM, workflow=INSPECTION, reference=reference, step="assign")
        return
    enter_draw(case, boxes)
    case.save(update_fields=["drawn_inspector", "draw_entry", "attempt"])


def enter_draw(case: Inspection, boxes: Sequence[str] = ()) -> None:
    """Ask for an inspector by draw; sets fields of the case, which the caller saves."""
    close_open_parts(INSPECTION_DRAW, f"{case.reference}.{case.attempt}")
    case.attempt += 1
    case.drawn_inspector_id, case.draw_entry = None, f"{case.reference}.{case.attempt}"
    options = {"container": tuple(boxes), "unloading": tuple(sorted(Unloading.values))} if boxes else None
    enter(
        INSPECTION_DRAW,
        case.draw_entry,
        risk_probability=Fraction(1),
        firms=case.firms,
        options=options,
        excluded_officers=case.acted_before,
    )


@transaction.atomic
def inspector_drawn(*, result: Mapping[str, Any]) -> None:
    """A draw for an inspector is published: assign, or leave waiting where nobody could be drawn."""
    case = locked(result["entry"].rpartition(".")[0])
    if case is None or case.draw_entry != result["entry"] or case.state != State.UNASSIGNED:
        return
    drawn = {part["role"]: part["officer"] for part in result.get("assignments", ())}
    case.drawn_inspector_id, case.draw_entry = drawn.get(INSPECTOR), ""
    choices = result.get("choices") or {}
    if choices.get("container") and not case.container:
        case.container, case.unloading = choices["container"], choices["unloading"]
    case.save(update_fields=["drawn_inspector", "draw_entry", "container", "unloading"])
    if _able(case):
        take_step(actor=SYSTEM, workflow=INSPECTION, reference=case.reference, step="assign")


@transaction.atomic
def inspector_named(*, entry: str, officer: int) -> None:
    """Two people named an inspector for a part that a draw left open."""
    case = locked(entry.rpartition(".")[0])
    current = case is not None and entry == f"{case.reference}.{case.attempt}" and not case.draw_entry
    if case is None or not current or case.state != State.UNASSIGNED:
        return
    case.drawn_inspector_id = officer
    case.save(update_fields=["drawn_inspector"])
    if _able(case):
        take_step(actor=SYSTEM, workflow=INSPECTION, reference=case.reference, step="assign")


def enter_reinspection(case: Inspection) -> None:
    """Ask whether a submitted inspection is done again, and by whom. In the caller's transaction."""
    enter(
        REINSPECTION_DRAW,
        case.reference,
        firms=case.firms,
        excluded_officers=[*case.acted_before, case.owner_id],
    )


def reinspection_drawn(result: Mapping[str, Any]) -> tuple[bool, int | None]:
    """What a published draw says of a submitted inspection: whether again, and by whom."""
    drawn = {part["role"]: part["officer"] for part in result.get("assignments", ())}
    return bool(result["selected"]), drawn.get(REINSPECTOR)


def draw_again() -> bool:
    """Enter inspections nobody could be drawn for into a new draw once somebody able is on duty (a loop)."""
    stuck = Inspection.objects.filter(state=State.UNASSIGNED, draw_entry="").order_by("-priority", "id")
    references = list(stuck.values_list("reference", flat=True)[:BATCH])
    if not references:
        return False
    here = {int(o.id) for o in roster("", timezone.now()) if o.on_duty and SKILL in o.skills}
    entered = False
    for reference in references:
        with transaction.atomic():
            case = locked(reference)
            if case and not case.draw_entry and here - set(case.acted_before):
                find_inspector(reference)
                entered = True
    return entered


def locked(reference: str) -> Inspection | None:
    """The inspection, held for the caller's transaction."""
    return Inspection.objects.select_for_update().filter(reference=reference).first()


def _able(case: Inspection) -> bool:
    """Whether the drawn inspector is on duty, may inspect here, and had no part in these goods before."""
    user_id = case.drawn_inspector_id
    if user_id is None or user_id in case.acted_before or not worker(user_id, timezone.now()).on_duty:
        return False
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    actor = actor_of(user) if user else None
    return actor is not None and actor.may(INSPECT) and case.office_id in actor.office_ids
