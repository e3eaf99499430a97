"""Reads of transit movements, and the routes of a day."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.transits.enums import ROUTES, State
from tongguan.operations.transits.models import Transit
from tongguan.operations.transits.workflow import TRANSIT
from tongguan.platform.cases.interface import visible
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.reference.interface import CodeValue, codes, parameter_row

MOST_AT_ONCE = 500


def subject_of(reference: str) -> str:
    """How a guarantee names the movement it stands for."""
    return f"{TRANSIT.code}/{reference}"


def route_of(code: str) -> CodeValue | None:
    """A route in force today."""
    return codes(ROUTES, timezone.localdate()).get(code)


def term_of(route: CodeValue) -> timedelta:
    """How long a route may take; the house's default where it names no time."""
    hours = str(route.attributes.get("hours", ""))
    if not hours:
        hours = str(parameter_row("transit.arrival_limit", timezone.localdate()).value)
    return timedelta(hours=float(Decimal(hours)))


def of_declaration(actor: Actor, declaration: str) -> Transit | None:
    """The movement of a declaration, for those who may see it."""
    return visible(actor, TRANSIT).filter(declaration=declaration).first()


def waiting_for_cover(firm_id: int) -> list[str]:
    """A firm's movements that wait for a guarantee, oldest first."""
    rows = Transit.objects.filter(applicant=firm_id, state=State.PLANNED).order_by("id")
    return list(rows.values_list("reference", flat=True)[:MOST_AT_ONCE])


def late_ones() -> list[str]:
    """Movements under way whose time is over."""
    rows = Transit.objects.filter(state=State.UNDER_WAY, arrive_by__lt=timezone.now()).order_by("arrive_by")
    return list(rows.values_list("reference", flat=True)[:MOST_AT_ONCE])


def route_name(code: str) -> Text:
    """A route in words."""
    found = route_of(code)
    return found.name if found else Text(zh=code, en=code)
