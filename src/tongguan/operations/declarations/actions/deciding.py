"""What the system does with a lodged declaration on behalf of other modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.declaration import EXPORT, TRANSIT
from tongguan.operations.declarations.enums import GONE, Lane, State
from tongguan.operations.declarations.models import Declaration, DeclarationContainer
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.cases.interface import WrongState, read_case, take_step
from tongguan.platform.permissions.interface import SYSTEM, NotFound


def route(*, reference: str, lane: str, reasons: Sequence[Any] = ()) -> None:
    """Send a lodged declaration where selection decided; reasons are JSON-ready values kept on the case.

    A summary in the green lane is finished, not assessed: its tax is computed on the complete declaration.
    """
    given: dict[str, Any] = {
        "actor": SYSTEM,
        "workflow": DECLARATION,
        "reference": reference,
        "changes": {"lane": Lane(lane).value, "risk_reasons": list(reasons)},
    }
    try:
        take_step(step=f"route_{Lane(lane)}", **given)
    except WrongState:
        if Lane(lane) is not Lane.GREEN:
            raise
        take_step(step="pass_summary", **given)


@transaction.atomic
def examination_finished(*, reference: str, result: Mapping[str, Any]) -> None:
    """Keep an examination's result and officers, and move on where the declaration waits for it."""
    case = _locked(reference)
    case.examinations = [*case.examinations, dict(result)]
    officers = {int(officer) for officer in result.get("officers", ()) if officer is not None}
    case.examining_officers = sorted(officers.union(case.examining_officers))
    case.save(update_fields=["examinations", "examining_officers"])
    if case.state == State.INSPECTION:
        _step(reference, "inspection_reported")


def bill(*, reference: str, amount: Decimal) -> None:
    """Ask for the duties and taxes of an assessed declaration, CNY."""
    _step(reference, "bill", amount=amount)


@transaction.atomic
def rebill(*, reference: str, amount: Decimal) -> bool:
    """Change what an unpaid declaration owes, CNY; one that owes nothing any more is released. Whether it changed: a
    declaration that is paid or not billed stays as it is."""
    case = _locked(reference)
    if case.state != State.DUTY_DUE or case.duty_amount == amount:
        return False
    _step(reference, "adjust_bill", amount=amount)
    if not amount:
        _step(reference, "release")
    return True


def release(*, reference: str) -> None:
    """Release a declaration that owes nothing."""
    _step(reference, "release")


def close(*, reference: str) -> None:
    """Close a released declaration whose goods are gone."""
    _step(reference, "close")


@transaction.atomic
def close_if_gone(*, reference: str) -> None:
    """Close a declaration released only now whose goods left before: for pick-up, or on a guarantee."""
    case = _locked(reference)
    if case.state == State.RELEASED and case.left_at is not None:
        _step(reference, "close")


@transaction.atomic
def box_left(*, container: str, bill_number: str) -> None:
    """A container (or, where empty, the uncontainered goods of a bill) passed out of the gate.

    Every declaration of the bill whose containers are now all out, and which is released, is closed.
    """
    cases = Declaration.objects.select_for_update().exclude(state__in=GONE)
    if bill_number:
        cases = cases.filter(bill_number=bill_number)
    else:
        cases = cases.filter(pick_up_at__isnull=False).exclude(state=State.CLOSED)
    if container:
        cases = cases.filter(
            pk__in=DeclarationContainer.objects.filter(number=container).values("declaration")
        )
    elif not bill_number:
        return
    else:
        cases = cases.filter(container_count=0)
    for case in cases.order_by("id"):
        _left(case, [container])


@transaction.atomic
def shipped(*, bill_number: str, containers: Sequence[str]) -> None:
    """The goods of a bill left with a ship: every export declaration of it that is released and has no container
    left behind is closed. One that is not released stays as it is, its containers marked as gone."""
    if not bill_number:
        return
    cases = Declaration.objects.select_for_update().filter(
        bill_number=bill_number, flow__in=(EXPORT, TRANSIT)
    )
    for case in cases.exclude(state__in=GONE).order_by("id"):
        _left(case, containers)


def _left(case: Declaration, containers: Sequence[str]) -> None:
    boxes = DeclarationContainer.objects.filter(declaration=case, out_at=None)
    boxes.filter(number__in=containers).update(out_at=timezone.now())
    if boxes.exists() or case.state == State.CLOSED:
        return
    if case.left_at is None and case.pick_up_at is not None:
        case.left_at = timezone.now()
        case.save(update_fields=["left_at"])
    if case.state == State.RELEASED:
        _step(case.reference, "close")


def _locked(reference: str) -> Declaration:
    case: Declaration | None = read_case(DECLARATION, reference, locked=True)
    if case is None:
        raise NotFound(DECLARATION.title)
    return case


def _step(reference: str, step: str, **data: Any) -> None:
    take_step(actor=SYSTEM, workflow=DECLARATION, reference=reference, step=step, data=data)
