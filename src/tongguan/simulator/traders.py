"""Traders and brokers who declare: mostly right, sometimes not, and who repair what is returned."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any

from tongguan.engines.declaration import GoodsDeclaration, to_json
from tongguan.simulator.client import Client
from tongguan.simulator.declarations import generate
from tongguan.simulator.officers import Habit
from tongguan.simulator.people import Firm, Person

LOCAL = timezone(timedelta(hours=8))
FAULTY_SHARE = 0.06
MOST_AT_ONCE = 64
COMMON_FAULTS = ("net_exceeds_gross", "total_price", "container_number")


@dataclass(frozen=True, slots=True)
class Shipment:
    """What a manifest says and a declaration must repeat: ship, voyage, bill, containers."""

    conveyance: tuple[str, str, str]
    bill_number: str
    containers: tuple[str, ...]
    flow: str


def declaration_for(
    rng: random.Random, firm: Firm, declarant: Firm, shipment: Shipment | None, faults: tuple[str, ...] = ()
) -> GoodsDeclaration:
    """A declaration of a firm's goods, on the shipment where there is one."""
    flow = shipment.flow if shipment else rng.choice("IIIE")
    made = generate(
        rng,
        flow,
        rng.choice((1, 1, 2, 3, 3, 5, 8, 20)),
        on_date=datetime.now(LOCAL).date(),
        office="9901",
        conveyance=shipment.conveyance if shipment else None,
        faults=faults,
    )
    home = {"consignee" if flow == "I" else "consignor": firm.party()}
    made = replace(made, owner=firm.party(), declarant=declarant.party(), **home)  # type: ignore[arg-type]
    return made if shipment is None else on_shipment(made, shipment)


def on_shipment(made: GoodsDeclaration, shipment: Shipment) -> GoodsDeclaration:
    """The declaration with the manifest's bill and container numbers."""
    renamed = dict(zip((c.number for c in made.containers), shipment.containers, strict=False))
    containers = tuple(replace(c, number=renamed[c.number]) for c in made.containers if c.number in renamed)
    items = tuple(
        replace(i, container_numbers=tuple(renamed[n] for n in i.container_numbers if n in renamed))
        for i in made.items
    )
    return replace(made, bill_number=shipment.bill_number, containers=containers, items=items)


async def lodge(client: Client, declaration: GoodsDeclaration) -> str:
    """Lodge once under a client-made id, which survives repeats; returns the reference, empty when refused."""
    status, answer = await client.post(
        "/declarations",
        json.loads(to_json(declaration)),
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    if status in (200, 201):
        client.tally.count("declaration.lodged")
        return str(answer["reference"])
    client.tally.count("declaration.refused")
    return ""


async def declare(
    client: Client,
    person: Person,
    shipments: asyncio.Queue[Shipment],
    rng: random.Random,
    wait_s: Callable[[], float],
) -> None:
    """For ever: declare for one's firms, each declaration on its own so that a slow answer delays no other."""
    open_work: set[asyncio.Task[None]] = set()
    while True:
        await asyncio.sleep(wait_s())
        if len(open_work) >= MOST_AT_ONCE:
            client.tally.count("declaration.held_back")
            continue
        shipment = None if shipments.empty() else shipments.get_nowait()
        firm = rng.choice(person.acts_for or (person.firm,))
        task = asyncio.create_task(one(client, firm, person.firm, shipment, random.Random(rng.random())))  # noqa: S311
        open_work.add(task)
        task.add_done_callback(open_work.discard)


async def one(
    client: Client, firm: Firm, declarant: Firm, shipment: Shipment | None, rng: random.Random
) -> None:
    """Lodge one declaration; a refused one is corrected and lodged again."""
    seed = rng.random()
    faults = (rng.choice(COMMON_FAULTS),) if rng.random() < FAULTY_SHARE else ()
    made = declaration_for(random.Random(seed), firm, declarant, shipment, faults)  # noqa: S311
    if not await lodge(client, made) and faults:
        await asyncio.sleep(rng.uniform(2, 8))
        await lodge(client, declaration_for(random.Random(seed), firm, declarant, shipment))  # noqa: S311


async def supply(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any] | None:
    """A requested document: an invented contract page."""
    page = f"合同 CONTRACT {case['reference']} {rng.randrange(10**6)}\n".encode()
    status, stored = await client.post("/files", files={"file": ("contract.txt", page, "text/plain")})
    return {"documents": [stored["digest"]]} if status == 201 else None


SUPPLYING = Habit("declaration", {"supply_documents": (1.0, supply)}, patience_s=45)
