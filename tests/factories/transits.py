"""Transit movements of the test world's firms."""

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.factories.declarations import valid
from tests.factories.world import World
from tongguan.operations.declarations.interface import lodge, route
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.duties.actions import assess
from tongguan.operations.transits.models import Transit
from tongguan.operations.transits.workflow import TRANSIT
from tongguan.platform.cases.interface import take_step
from tongguan.platform.permissions.interface import SYSTEM, Actor

ROUTE = {"route": "R1", "transit_type": "1"}


def accepted(world: World, seed: int = 1) -> Declaration:
    """A transit declaration, assessed; its events wait."""
    made = valid(world, seed)
    abroad = replace(made.consignor, name="Far Away Trading", code="")
    declaration = replace(made, flow="T", consignee=abroad, destination_country="MNG")
    answer = lodge(actor=world.actor("trader"), declaration=declaration, submission_id=uuid.uuid4())
    case = Declaration.objects.get(reference=answer.reference)
    route(case.reference, "green")
    assess(actor=SYSTEM, reference=case.reference)
    case.refresh_from_db()
    return case


def step(world: World, transit: Transit, code: str, who: str, **data: Any) -> Transit:
    """Take a step and read the movement anew."""
    transit.refresh_from_db()
    take_step(
        actor=world.actor(who), workflow=TRANSIT, reference=transit.reference, step=code, version=transit.version,
        data=data,
    )  # fmt: skip
    transit.refresh_from_db()
    return transit


def new_case(world: World) -> tuple[Transit, str, dict[str, object], Actor]:
    """An unsaved movement, the step that opens it, and who; for random walks."""
    number = Transit.objects.count() + 1
    case = Transit(
        reference=f"TRWALK{number}",
        declaration=f"WALK{number}",
        declaration_number=f"{number:018d}",
        applicant=world.organisations["trader"],
        office=world.organisations["port"],
        departure=world.organisations["port"],
        possible_duty=Decimal(1000),
    )
    return case, "open", {}, SYSTEM
