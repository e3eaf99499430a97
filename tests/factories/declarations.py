"""Declarations that the test world's firms may lodge."""

from __future__ import annotations

import random
import uuid
from dataclasses import replace

from django.utils import timezone

from tests.factories.world import World
from tongguan.engines.declaration import GoodsDeclaration, Party
from tongguan.operations.declarations.actions.columns import fill
from tongguan.operations.declarations.enums import Kind, Stage
from tongguan.operations.declarations.interface import Lodged, Manner, lodge
from tongguan.operations.declarations.models import Declaration
from tongguan.simulator.declarations import generate, inspectable, summary_of


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


def importable(world: World, seed: int = 1, **given: object) -> GoodsDeclaration:
    """A valid import that arrived today, with what inspection asks for on every line."""
    made = valid(world, seed, **given)  # type: ignore[arg-type]
    return replace(inspectable(made), movement_date=timezone.localdate())


TWO_STEP = Manner(Kind.TWO_STEP)


def summarised(world: World, seed: int = 1, **given: object) -> tuple[Lodged, GoodsDeclaration]:
    """A summary lodged by the trader, and the complete declaration that belongs to it."""
    whole = importable(world, seed, **given)
    answer = lodge(
        actor=world.actor("trader"),
        declaration=summary_of(whole),
        submission_id=uuid.uuid4(),
        manner=TWO_STEP,
    )
    return answer, whole


def new_case(world: World) -> tuple[Declaration, str, dict[str, object]]:
    """An unsaved declaration, the step that opens it, and that step's data; for random walks."""
    case = Declaration(
        submission_id=uuid.uuid4(),
        applicant=world.organisations["trader"],
        office=world.organisations["port"],
    )
    if random.random() < 0.5:
        case.kind, case.stage = Kind.TWO_STEP, Stage.SUMMARY
        fill(case, summary_of(importable(world, random.randrange(10**9))))
        return case, "lodge_summary", {}
    fill(case, valid(world, random.randrange(10**9)))
    return case, "lodge", {}
