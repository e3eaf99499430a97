"""Receipts run out, and what is personal goes when its time of keeping is over."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from tongguan.operations.passenger_declarations.enums import State
from tongguan.operations.passenger_declarations.models import PassengerDeclaration
from tongguan.operations.passenger_declarations.workflow import PASSENGER_DECLARATION
from tongguan.platform.cases.interface import WrongState, take_step
from tongguan.platform.permissions.interface import SYSTEM

AT_ONCE = 200
AT_WORK = (State.VERIFIED, State.INVESTIGATION, State.MEDICAL_CHECK, State.SAMPLED)
"""States in which somebody still needs the answers."""


def expire() -> bool:
    """Let receipts expire whose time is over; whether there may be more."""
    over = PassengerDeclaration.objects.filter(state=State.VALID, expires_at__lte=timezone.now())
    references = list(over.order_by("expires_at").values_list("reference", flat=True)[:AT_ONCE])
    for reference in references:
        try:
            take_step(actor=SYSTEM, workflow=PASSENGER_DECLARATION, reference=reference, step="expire")
        except WrongState:  # verified or replaced in this very moment
            continue
    return len(references) == AT_ONCE


def delete_personal(before: datetime, limit: int) -> int:
    """Empty declarations older than a moment of everything personal; those somebody works on are kept back."""
    old = PassengerDeclaration.objects.filter(issued_at__lt=before, answers__isnull=False)
    keys = list(old.exclude(state__in=AT_WORK).order_by("issued_at").values_list("id", flat=True)[:limit])
    return PassengerDeclaration.objects.filter(id__in=keys).update(answers=None, document_index="", code="")


def oldest_personal() -> datetime | None:
    """When the oldest declaration was made that still holds answers."""
    left = PassengerDeclaration.objects.filter(answers__isnull=False)
    found: datetime | None = left.order_by("issued_at").values_list("issued_at", flat=True).first()
    return found
