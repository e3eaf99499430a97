"""Traders and brokers who declare: mostly right, sometimes not, and who repair what is returned."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from tongguan.engines.declaration import GoodsDeclaration, to_json
from tongguan.simulator.client import Client
from tongguan.simulator.declarations import FAULTS
from tongguan.simulator.examiners import picture
from tongguan.simulator.officers import Habit
from tongguan.simulator.people import Firm, Person
from tongguan.simulator.shipments import Shipment, Shipments, goods_for

LOCAL = timezone(timedelta(hours=8))
FAULTY_SHARE = 0.06
MOST_AT_ONCE = 64
BY_SHIP_SHARE = 0.85
"""Imports by the ships of this world; the rest are exports, and imports by others."""
COMMON_FAULTS = ("net_exceeds_gross", "total_price", "container_number")


def declaration_for(
    rng: random.Random, firm: Firm, declarant: Firm, shipment: Shipment | None, faults: tuple[str, ...] = ()
) -> GoodsDeclaration:
    """A declaration of a firm's goods: those of the shipment, else some that came another way."""
    goods = (
        shipment.goods if shipment else goods_for(rng, rng.choice("IIIE"), firm, datetime.now(LOCAL).date())
    )
    for fault in faults:
        goods = FAULTS[fault](rng, goods)
    return replace(goods, declarant=declarant.party())


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
    shipments: Shipments,
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
        firms = person.acts_for or (person.firm,)
        shipment = shipments.take(firms) if rng.random() < BY_SHIP_SHARE else None
        firm = shipment.firm if shipment else rng.choice(firms)
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
    """A requested document: the picture of an invented contract."""
    page = picture(rng, f"CONTRACT {case['reference']} {rng.randrange(10**6)}")
    status, stored = await client.post("/files", files={"file": ("contract.jpg", page, "image/jpeg")})
    return {"documents": [stored["digest"]]} if status == 201 else None


SUPPLYING = Habit("declaration", {"supply_documents": (1.0, supply)}, patience_s=45)
