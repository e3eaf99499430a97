"""Officers who take what waits for them: slowly, so that people at the demonstration find work too."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tongguan.simulator.client import Client

Answer = Callable[[random.Random, dict[str, Any], Client], Awaitable[dict[str, Any] | None]]
IDLE_S = 2.0
MISSING_PAUSE_S = 60.0


@dataclass(frozen=True, slots=True)
class Habit:
    """What a person does in one kind of case: steps with their weights and answers, and how long a case waits first.

    An answer of None leaves the step undone for now. `claimed`: these cases are handed to one person, so that
    being theirs says nothing; elsewhere a case somebody claimed is left to them.
    """

    workflow: str
    steps: Mapping[str, tuple[float, Answer]]
    patience_s: float
    claimed: bool = False


async def nothing(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any]:
    """A step without questions."""
    return {}


async def reason(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any]:
    """A step that asks why."""
    return {"reason": rng.choice(("单证与申报不一致，请核对", "商品规格需要补充说明", "价格资料不完整"))}


async def cleared_up(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any]:
    """Why a hold ends."""
    return {
        "reason": rng.choice(("企业已补充说明，核实无误", "补充检测合格，同意放行", "单证已更正，价格合理"))
    }


async def inspect_physically(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any]:
    """An order to inspect."""
    return {"method": "physical", "reason": "价格明显偏低，现场核实"}


async def payment(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any] | None:
    """The bill's amount with an invented payer's reference."""
    billed = [step for step in case["timeline"] if step["step"] == "bill"]
    if not billed:
        return None
    amount = str(billed[-1]["data"].get("amount", "0"))
    return {"amount": amount, "payer_reference": f"PAY{rng.randrange(10**10):010d}"}


async def suspicion(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any]:
    """What looks wrong on an image."""
    return {
        "suspicion": rng.choice(("mismatch", "concealment", "density")),
        "remark": rng.choice(("尾部密度异常，疑似夹藏", "货物轮廓与申报品名不符", "箱体前部密度不均")),
    }


DECLARATION_REVIEW = Habit(
    "declaration",
    {
        "accept": (0.52, nothing),
        "request_documents": (0.22, reason),
        "return_for_correction": (0.2, reason),
        "order_inspection": (0.06, inspect_physically),
        "decide_release": (0.93, nothing),
        "decide_hold": (0.07, reason),
        "resolve_hold": (1.0, cleared_up),
        "accept_summary": (0.6, nothing),
        "decide_pass": (0.93, nothing),
        "resolve_pass": (1.0, cleared_up),
    },
    patience_s=60,
)
CHANGES = Habit("change_request", {"approve": (0.85, nothing), "refuse": (0.15, reason)}, patience_s=60)
PAYMENT = Habit("declaration", {"confirm_payment": (1.0, payment)}, patience_s=45)
IMAGE_READING = Habit(
    "image_review",
    {
        "clear": (0.88, nothing),
        "suspect": (0.12, suspicion),
        "confirm": (0.6, suspicion),
        "refute": (0.4, nothing),
    },
    patience_s=60,
    claimed=True,
)


async def work(
    client: Client, habits: Sequence[Habit], rng: random.Random, *, pause_s: float, haste: float = 1.0
) -> None:
    """For ever: work through the cases that have waited long enough and that nobody has claimed.

    `pause_s` passes, on average, between two steps; `haste` divides every patience.
    """
    while True:
        worked = False
        for habit in habits:
            worked = await one_round(client, habit, rng, pause_s, haste) or worked
        await asyncio.sleep(pause_s if worked else max(IDLE_S, pause_s))


async def one_round(client: Client, habit: Habit, rng: random.Random, pause_s: float, haste: float) -> bool:
    """Take one step on each ripe case, in a random order: colleagues work on the same list."""
    rows = await client.get(f"/cases/{habit.workflow}", waiting="true")
    if rows is None:
        await asyncio.sleep(MISSING_PAUSE_S)
        return False
    now = datetime.now(UTC)
    ripe = [row for row in rows if is_ripe(row, habit, now, haste)]
    worked = False
    for row in rng.sample(ripe, min(len(ripe), 10)):
        case = await client.get(f"/cases/{habit.workflow}/{row['reference']}")
        if case and await take(client, habit, rng, case):
            worked = True
            await asyncio.sleep(rng.expovariate(1 / pause_s))
    return worked


def is_ripe(row: dict[str, Any], habit: Habit, now: datetime, haste: float) -> bool:
    """Whether a case has waited long enough, and is nobody's."""
    waited_s = (now - datetime.fromisoformat(row["changed_at"])).total_seconds()
    return waited_s * haste > habit.patience_s and (habit.claimed or not row.get("claimed_by"))


async def take(client: Client, habit: Habit, rng: random.Random, case: dict[str, Any]) -> bool:
    """Choose among the steps that are possible and habitual, by weight."""
    possible = [code for code in habit.steps if code in case["possible_steps"]]
    if not possible:
        return False
    code = rng.choices(possible, [habit.steps[c][0] for c in possible])[0]
    data = await habit.steps[code][1](rng, case, client)
    if data is None:
        return False
    body = {"version": case["version"], "data": data}
    status, _answer = await client.post(f"/cases/{habit.workflow}/{case['reference']}/{code}", body)
    if status == 200:
        client.tally.count(f"{habit.workflow}.{code}")
    return status == 200
