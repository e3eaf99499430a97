"""Says in one line what the port is doing, as the house itself tells it."""

from __future__ import annotations

import asyncio
from typing import Any

from tongguan.simulator.client import Client, Tally

SHOWN = (
    ("lodged", "lodged"),
    ("review", "in review"),
    ("documents_requested", "documents asked"),
    ("returned", "returned"),
    ("inspection", "being examined"),
    ("inspected", "to decide"),
    ("suspended", "held"),
    ("assessed", "assessed"),
    ("duty_due", "duty due"),
    ("released", "released"),
    ("closed", "left the port"),
)


async def tell(client: Client, tally: Tally, every_s: float) -> None:
    """For ever: a line every so many seconds, and once for each endpoint the house does not have."""
    named: set[str] = set()
    while True:
        await asyncio.sleep(every_s)
        counted = await client.get("/cases")
        if counted is not None:
            print(line({row["workflow"]: row["states"] for row in counted}), flush=True)
        for path in sorted(tally.missing - named):
            print(f"the house has no {path}: left out", flush=True)
        named |= tally.missing


def line(states: dict[str, dict[str, Any]]) -> str:
    """Declarations by state, open examinations and ships."""
    declared = states.get("declaration", {})
    parts = [f"{sum(declared.values())} declarations"]
    parts += [f"{declared[code]} {word}" for code, word in SHOWN if declared.get(code)]
    ships = states.get("port_call", {})
    if ships:
        parts.append(f"ships {ships.get('announced', 0)} coming, {ships.get('berthed', 0)} at berth")
    return " · ".join(parts)
