"""Declarations that the test world's firms may lodge."""

from __future__ import annotations

import random
import uuid
from dataclasses import replace

from tests.factories.world import World
from tongguan.engines.declaration import GoodsDeclaration, Party
from tongguan.operations.declarations.actions.columns import fill
from tongguan.operations.declarations.interface import Lodged, lodge
from tongguan.operations.declarations.models import Declaration
from tongguan.simulator.declarations import generate


def party(world: World, firm: str) -> Party:
    """A firm of the world as a party."""
    organisation = world.organisations[firm]
    return Party(code=organisation.uscc, name=organisation.name_zh, country="CHN")


def valid(
    world: World,
    seed: int = 1,
    flow: str = "I",
    lines: int = 3,
    trader: str = "trader",
    declarant: str = "",
    faults: tuple[str, ...] = (),
) -> GoodsDeclaration:
    """A declaration that passes every rule (but for `faults`), at the world's port."""
    made = generate(random.Random(seed), flow, lines, office="9901", border_port="CNYTN", faults=faults)
    home = party(world, trader)
    return replace(
        made,
        **{"consignee" if flow == "I" else "consignor": home},
        owner=home if "firm_code" not in faults else made.owner,
        declarant=party(world, declarant or trader),
    )


def lodged(world: World, seed: int = 1, **given: object) -> Lodged:
    """A declaration lodged by the trader."""
    declaration = valid(world, seed, **given)  # type: ignore[arg-type]
    return lodge(actor=world.actor("trader"), declaration=declaration, submission_id=uuid.uuid4())


def new_case(world: World) -> tuple[Declaration, str, dict[str, object]]:
    """An unsaved declaration, the step that opens it, and that step's data; for random walks."""
    case = Declaration(
        submission_id=uuid.uuid4(),
        applicant=world.organisations["trader"],
        office=world.organisations["port"],
    )
    fill(case, valid(world, random.randrange(10**9)))
    return case, "lodge", {}
