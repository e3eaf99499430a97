"""Summaries that wait for their goods."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from tongguan.operations.declarations.enums import State
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.queries import entered_on
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.cases.interface import take_step
from tongguan.platform.permissions.interface import SYSTEM


@transaction.atomic
def goods_arrived(*, bills: Iterable[str], on: date) -> int:
    """Goods under these bills came in on a day: their summaries go to selection. Returns how many."""
    waiting = Declaration.objects.select_for_update().filter(
        bill_number__in=[bill for bill in bills if bill], state=State.SUMMARY_STORED
    )
    found = list(waiting.order_by("id").values_list("reference", flat=True))
    for reference in found:
        _take(reference, on)
    return len(found)


@transaction.atomic
def look_for_goods(*, reference: str) -> bool:
    """Whether the goods of a summary are here already; then it goes to selection at once."""
    case = Declaration.objects.select_for_update().filter(reference=reference).first()
    if case is None or case.state != State.SUMMARY_STORED:
        return False
    day = entered_on(case.bill_number, case.movement_date)
    if day is not None:
        _take(reference, day)
    return day is not None


def awaited_today() -> int:
    """Look again for the goods of every summary that is stored: a declared day may have come. Returns how many came."""
    waiting = Declaration.objects.filter(state=State.SUMMARY_STORED).order_by("id")
    return sum(look_for_goods(reference=each) for each in waiting.values_list("reference", flat=True))


def _take(reference: str, day: date) -> None:
    take_step(
        actor=SYSTEM,
        workflow=DECLARATION,
        reference=reference,
        step="goods_arrived",
        data={"entered_on": day.isoformat()},
    )
