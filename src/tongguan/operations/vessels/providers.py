"""What this module gives to other mechanisms: how its cases are found."""

from __future__ import annotations

from django.db.models import Q

from tongguan.operations.vessels.models import Vessel
from tongguan.operations.vessels.workflow import PORT_CALL
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.search.interface import Asked, case_search, register_search


def found_by(actor: Actor, asked: Asked) -> list[Q]:
    """By the ship's IMO number, MMSI or name."""
    ships = Vessel.objects.filter(
        Q(imo=asked.code.removeprefix("IMO")) | Q(mmsi=asked.code) | Q(name=asked.words)
    )
    return [Q(vessel__in=list(ships.values_list("pk", flat=True)[:10]))]


register_search(case_search(PORT_CALL, found_by))
