"""Reads of guarantees."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from tongguan.operations.guarantees.contracts import Held
from tongguan.operations.guarantees.enums import State
from tongguan.operations.guarantees.models import Guarantee, Movement
from tongguan.operations.guarantees.workflow import GUARANTEE
from tongguan.platform.cases.interface import visible
from tongguan.platform.permissions.interface import Actor

ZERO = Decimal(0)


def visible_guarantees(actor: Actor) -> QuerySet[Guarantee]:
    """The guarantees of firms the actor acts for, and those of their offices."""
    return visible(actor, GUARANTEE)


def in_force(firm_id: int | None, day: date) -> QuerySet[Guarantee]:
    """A firm's guarantees that stand on a day, those that end first before the others."""
    return Guarantee.objects.filter(
        applicant=firm_id, state=State.IN_FORCE, valid_from__lte=day, valid_to__gte=day
    ).order_by("valid_to", "id")


def held_for(subject: str) -> Held | None:
    """What stands for a subject now."""
    rows = (
        Movement.objects.filter(subject=subject)
        .values("guarantee__reference")
        .annotate(sum=Sum("amount_cny"))
    )
    return next((Held(row["guarantee__reference"], row["sum"]) for row in rows if row["sum"]), None)


def free_of(firm_id: int | None, day: date) -> Decimal:
    """The room of a firm's roomiest guarantee on a day: an amount is held on one guarantee, never split."""
    return max((row.free_cny for row in in_force(firm_id, day)), default=ZERO)
