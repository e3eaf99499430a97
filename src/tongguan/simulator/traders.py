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
from tongguan.simulator.shipments import Conveyance, Shipment, Shipments, goods_for, goods_of
from tongguan.simulator.two_step import summarise

LOCAL = timezone(timedelta(hours=8))
FAULTY_SHARE = 0.06
MOST_AT_ONCE = 64
BY_SHIP_SHARE = 0.85
"""Imports by the ships of this world; the rest are exports, and imports by others."""
EXPORT_SHARE = 0.15
"""Declarations of goods that leave with a ship at berth here."""
TWO_STEP_SHARE = 0.2
"""Imports that are declared in two steps."""
CORRECTED_AFTER_S = (30.0, 150.0)
LOOK_S = 10.0
CORRECTED_NOTE = "已按退单意见更正"
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
        own = random.Random(rng.random())  # noqa: S311
        if rng.random() < EXPORT_SHARE and (booking := shipments.export(rng.choice(firms), own)):
            work = export(client, person.firm, shipments, booking, own)
        else:
            shipment = shipments.take(firms) if rng.random() < BY_SHIP_SHARE else None
            firm = shipment.firm if shipment else rng.choice(firms)
            work = one(client, firm, person.firm, shipment, shipments, own)
        task = asyncio.create_task(work)
        open_work.add(task)
        task.add_done_callback(open_work.discard)


async def one(
    client: Client,
    firm: Firm,
    declarant: Firm,
    shipment: Shipment | None,
    shipments: Shipments,
    rng: random.Random,
) -> None:
    """Lodge one declaration, some in two steps; a refused one is corrected and lodged again."""
    seed = rng.random()
    if rng.random() < TWO_STEP_SHARE:
        made = declaration_for(random.Random(seed), firm, declarant, shipment)  # noqa: S311
        if made.flow == "I" and await summarise(client, made, shipments):
            return
    faults = (rng.choice(COMMON_FAULTS),) if rng.random() < FAULTY_SHARE else ()
    made = declaration_for(random.Random(seed), firm, declarant, shipment, faults)  # noqa: S311
    if not await lodge(client, made) and faults:
        await asyncio.sleep(rng.uniform(2, 8))
        await lodge(client, declaration_for(random.Random(seed), firm, declarant, shipment))  # noqa: S311


async def export(
    client: Client,
    declarant: Firm,
    shipments: Shipments,
    booking: tuple[Shipment, Conveyance],
    rng: random.Random,
) -> None:
    """Declare goods for export and book them on their ship."""
    shipment, _ship = booking
    reference = await lodge(client, declaration_for(rng, shipment.firm, declarant, shipment))
    if reference:
        shipments.booked[reference] = booking
        client.tally.count("declaration.export")


async def correct_returned(client: Client, rng: random.Random) -> None:
    """For ever: read what was returned, correct it and lodge it again."""
    when: dict[str, datetime] = {}
    while True:
        now = datetime.now(LOCAL)
        for row in await client.get("/declarations", state="returned") or ():
            due = when.setdefault(row["reference"], now + timedelta(seconds=rng.uniform(*CORRECTED_AFTER_S)))
            if now >= due and await correct(client, row["reference"]):
                del when[row["reference"]]
        await asyncio.sleep(LOOK_S)


async def correct(client: Client, reference: str) -> bool:
    """Lodge one returned declaration again: as it was declared, with what was asked for said in the note."""
    told = await client.get(f"/declarations/{reference}")
    if told is None or told["state"] != "returned":
        return False
    declared = goods_of(told)
    if declared is None:
        return False
    made = replace(declared, note=CORRECTED_NOTE)
    status, _answer = await client.post(
        f"/declarations/{reference}/lodge?version={told['version']}",
        json.loads(to_json(made)),
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    if status == 200:
        client.tally.count("declaration.lodged_again")
    return status == 200


async def supply(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any] | None:
    """A requested document: the picture of an invented contract."""
    page = picture(rng, f"CONTRACT {case['reference']} {rng.randrange(10**6)}")
    status, stored = await client.post("/files", files={"file": ("contract.jpg", page, "image/jpeg")})
    return {"documents": [stored["digest"]]} if status == 201 else None


SUPPLYING = Habit("declaration", {"supply_documents": (1.0, supply)}, patience_s=45)
