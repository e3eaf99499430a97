"""Firms that answer inspection notices, and those who sign the records."""

from __future__ import annotations

import random
from typing import Any

from tongguan.simulator.client import Client
from tongguan.simulator.examiners import picture
from tongguan.simulator.officers import Habit, nothing

ANSWERED_AFTER_S = 4.0


async def stamped(rng: random.Random, case: dict[str, Any], client: Client) -> list[str]:
    """The picture of an invented letter with a stamp."""
    page = picture(rng, f"LETTER {case['reference']} {rng.randrange(10**6)}")
    status, stored = await client.post("/files", files={"file": ("letter.jpg", page, "image/jpeg")})
    return [stored["digest"]] if status == 201 else []


def answering(operator: str) -> Habit:
    """How a firm answers; `operator` is the code of the terminal that keeps its goods."""

    async def away(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any] | None:
        scans = await stamped(rng, case, client)
        return {"operator": operator, "scans": scans} if scans else None

    async def stated(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any] | None:
        if any(step["step"] == "state_special_goods" for step in case["timeline"]):
            return None
        scans = await stamped(rng, case, client)
        if not scans:
            return None
        return {
            "nature": [rng.choice(("fragile", "dangerous"))],
            "handling": "轻搬轻放，注意通风",
            "scans": scans,
        }

    steps = {
        "attend": (0.25, nothing),
        "entrust": (0.4, away),
        "stay_away": (0.35, away),
        "state_special_goods": (0.5, stated),
    }
    return Habit("attendance", steps, patience_s=ANSWERED_AFTER_S)


async def signature(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any]:
    """An invented person signs."""
    return {"signatory": rng.choice(("陆安石", "高望舒", "宁远")), "opinion": "对查验过程及结果无异议"}


SIGNING = Habit("record_signature", {"sign": (1.0, signature)}, patience_s=20)
