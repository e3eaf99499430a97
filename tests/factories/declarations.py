"""Declarations that the test world's firms may lodge."""

from __future__ import annotations

import random
import uuid
from dataclasses import replace

from django.utils import timezone

from tests.factories.world import World
from tongguan.engines.declaration import GoodsDeclaration, Item, Party
from tongguan.operations.declarations.actions.columns import fill
from tongguan.operations.declarations.enums import Kind, Stage
from tongguan.operations.declarations.interface import Lodged, Manner, lodge
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


def summary_of(declaration: GoodsDeclaration) -> GoodsDeclaration:
    """What of a declaration its summary states: nine items, the gross mass, the boxes, what inspection asks for."""
    return GoodsDeclaration(
        flow=declaration.flow,
        customs_office=declaration.customs_office,
        transport_mode=declaration.transport_mode,
        conveyance_name=declaration.conveyance_name,
        conveyance_imo=declaration.conveyance_imo,
        voyage_number=declaration.voyage_number,
        bill_number=declaration.bill_number,
        movement_date=declaration.movement_date,
        supervision_mode=declaration.supervision_mode,
        gross_mass_kg=declaration.gross_mass_kg,
        consignee=declaration.consignee,
        declarant=declaration.declarant,
        containers=declaration.containers,
        documents=declaration.documents,
        items=tuple(
            Item(
                line_number=item.line_number,
                hs_code=item.hs_code,
                description=item.description,
                origin_country=item.origin_country,
                quantity=item.quantity,
                unit=item.unit,
                total_price=item.total_price,
                currency=item.currency,
                container_numbers=item.container_numbers,
                intended_use=item.intended_use,
                goods_attributes=item.goods_attributes,
            )
            for item in declaration.items
        ),
    )


def importable(world: World, seed: int = 1, **given: object) -> GoodsDeclaration:
    """A valid import that arrived today, with what inspection asks for on every line."""
    made = valid(world, seed, **given)  # type: ignore[arg-type]
    items = tuple(replace(item, intended_use="99", goods_attributes="19") for item in made.items)
    return replace(made, items=items, movement_date=timezone.localdate())


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
