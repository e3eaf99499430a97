"""Reads of gates and passages."""

from __future__ import annotations

from functools import cache

from django.db.models import Q, QuerySet

from tongguan.engines.problems import Text
from tongguan.operations.declarations.interface import by_container
from tongguan.operations.gates.contracts import Declared, Gate
from tongguan.operations.gates.enums import Direction, Outcome
from tongguan.operations.gates.models import Passage
from tongguan.operations.gates.module import VIEW
from tongguan.operations.vessels.interface import port_features
from tongguan.platform.permissions.interface import Actor


@cache
def gates() -> dict[str, Gate]:
    """The gates of the port by code."""
    found = (f["properties"] for f in port_features()["features"] if f["properties"]["kind"] == "gate")
    return {p["code"]: Gate(p["code"], Text(zh=p["zh"], en=p["en"]), p["office"]) for p in found}


def visible_passages(actor: Actor) -> QuerySet[Passage]:
    """The passages at gates of the actor's offices, and those the actor recorded."""
    if actor.kind == "system":
        return Passage.objects.all()
    shown = Q(recorded_by=actor.user_id)
    if actor.may(VIEW):
        shown |= Q(office_id__in=actor.office_ids)
    return Passage.objects.filter(shown)


def declared(container: str) -> list[Declared]:
    """The declarations with goods in a container, each with whether it already left under it."""
    found = by_container(container)
    out = Passage.objects.filter(container=container, direction=Direction.OUT, outcome=Outcome.PASSED)
    left = {reference for row in out.values_list("declarations", flat=True) for reference in row}
    return [
        Declared(
            f.reference,
            f.flow,
            f.state,
            f.bill_number,
            f.reference in left,
            f.let_go,
            f.holds_on(container),
        )
        for f in found
    ]
