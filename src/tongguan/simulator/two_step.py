"""Declaring in two steps: the summary when the goods are known, the complete declaration a little later."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from dataclasses import replace
from datetime import date
from typing import Any

from tongguan.engines.declaration import GoodsDeclaration, to_json
from tongguan.simulator.client import Client
from tongguan.simulator.declarations import inspectable, summary_of
from tongguan.simulator.shipments import Shipments

COMPLETED_AFTER_S = (45.0, 240.0)
LOOK_S = 10.0
TO_COMPLETE = ("pick_up", "summary_finished")


async def summarise(client: Client, declaration: GoodsDeclaration, shipments: Shipments) -> bool:
    """Lodge a summary and keep what the second step will say; False where it is refused."""
    whole = inspectable(declaration)
    status, answer = await client.post(
        "/declarations?kind=two_step",
        json.loads(to_json(summary_of(whole))),
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    if status not in (200, 201):
        client.tally.count("declaration.summary_refused")
        return False
    client.tally.count("declaration.summarised")
    shipments.summarised[str(answer["reference"])] = whole
    return True


async def complete_summaries(client: Client, shipments: Shipments, rng: random.Random) -> None:
    """For ever: complete one's summaries once their goods may be taken, or cannot without a guarantee."""
    due: dict[str, float] = {}
    clock = asyncio.get_running_loop().time
    while True:
        for state in TO_COMPLETE:
            for row in await client.get("/declarations", state=state, stage="summary") or ():
                when = due.setdefault(row["reference"], clock() + rng.uniform(*COMPLETED_AFTER_S))
                if clock() >= when and await complete(client, shipments, row):
                    del due[row["reference"]]
        await asyncio.sleep(LOOK_S)


async def complete(client: Client, shipments: Shipments, row: dict[str, Any]) -> bool:
    """The second step of one summary of this run, dated as the transport entered."""
    whole = shipments.summarised.get(row["reference"])
    told = await client.get(f"/declarations/{row['reference']}") if whole else None
    if whole is None or told is None:
        return False
    entered = told.get("entered_on")
    made = replace(whole, movement_date=date.fromisoformat(entered)) if entered else whole
    status, _answer = await client.post(
        f"/declarations/{row['reference']}/complete?version={told['version']}",
        json.loads(to_json(made)),
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    if status == 200:
        client.tally.count("declaration.completed")
        shipments.summarised.pop(row["reference"], None)
    return status == 200
