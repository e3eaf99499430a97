"""Officers who take what waits for them: slowly, so that people at the demonstration find work too."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from tongguan.simulator.client import Client

Answer = Callable[[random.Random, dict[str, Any], Client], Awaitable[dict[str, Any]]]
IDLE_S = 1.0


class Habit:
    """What an officer does in one kind of case: steps with weights, and answers to their forms."""

    def __init__(self, workflow: str, steps: dict[str, tuple[float, Answer]]) -> None:
        self.workflow, self.steps = workflow, steps


async def nothing(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any]:
    """A step without questions."""
    return {}


async def reason(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any]:
    """A step that asks why."""
    return {"reason": rng.choice(("单证与申报不一致，请核对", "商品规格需要补充说明", "价格资料不完整"))}


async def inspect_physically(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any]:
    """An order to inspect."""
    return {"method": "physical", "reason": "价格明显偏低，现场核实"}


async def payment(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any]:
    """The bill's amount with an invented payer's reference."""
    billed = [step for step in case["timeline"] if step["step"] == "bill"]
    amount = billed[-1]["data"].get("amount", "0") if billed else "0"
    return {"amount": amount, "payer_reference": f"PAY{rng.randrange(10**10):010d}"}


DECLARATION_REVIEW = Habit(
    "declaration",
    {
        "accept": (0.8, nothing),
        "request_documents": (0.08, reason),
        "return_for_correction": (0.06, reason),
        "order_inspection": (0.06, inspect_physically),
        "decide_release": (0.9, nothing),
        "decide_hold": (0.1, reason),
        "resolve_hold": (1.0, reason),
    },
)
PAYMENT = Habit("declaration", {"confirm_payment": (1.0, payment)})


async def work(
    client: Client, habits: list[Habit], rng: random.Random, *, patience_s: float, pause_s: float
) -> None:
    """For ever: take the oldest case that has waited long enough and that nobody has claimed."""
    while True:
        worked = False
        for habit in habits:
            worked = await one(client, habit, rng, patience_s) or worked
        await asyncio.sleep(rng.expovariate(1 / pause_s) if worked else IDLE_S)


async def one(client: Client, habit: Habit, rng: random.Random, patience_s: float) -> bool:
    """Take one step on one waiting case, if there is one."""
    rows = await client.get(f"/cases/{habit.workflow}", waiting="true") or []
    now = datetime.now(UTC)
    ripe = [r for r in rows if (now - datetime.fromisoformat(r["changed_at"])).total_seconds() > patience_s]
    for row in rng.sample(ripe, min(len(ripe), 5)):
        if row.get("claimed_by_other"):
            continue
        case = await client.get(f"/cases/{habit.workflow}/{row['reference']}")
        if case and await take(client, habit, rng, case):
            return True
    return False


async def take(client: Client, habit: Habit, rng: random.Random, case: dict[str, Any]) -> bool:
    """Choose among the steps that are possible and habitual, by weight."""
    possible = [code for code in habit.steps if code in case["possible_steps"]]
    if not possible:
        return False
    code = rng.choices(possible, [habit.steps[c][0] for c in possible])[0]
    data = await habit.steps[code][1](rng, case, client)
    body = {"version": case["version"], "data": data}
    status, _answer = await client.post(f"/cases/{habit.workflow}/{case['reference']}/{code}", body)
    if status == 200:
        client.tally.count(f"{habit.workflow}.{code}")
    return status == 200
