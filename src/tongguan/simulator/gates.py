"""Containers leaving the port: traders send trucks for what is released, the gate asks the house."""

from __future__ import annotations

import asyncio
import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tongguan.simulator.client import Client

LOOK_S = 8.0
ON_THE_WAY_S = (20.0, 90.0)
TOO_EARLY_SHARE = 0.004
"""Trucks, per declaration looked at, that come for a container nobody has released yet: the gate must refuse."""


@dataclass
class Trucks:
    """Which containers are on their way to a gate."""

    gate: Client
    sent: set[str] = field(default_factory=set)
    gates: list[str] = field(default_factory=list)
    driving: set[asyncio.Task[None]] = field(default_factory=set)

    async def fetch(self, trader: Client, rng: random.Random) -> None:
        """For ever: send trucks for a trader's released imports."""
        while True:
            for state in ("released", "duty_due"):
                rows = await trader.get("/declarations", state=state, flow="I") or []
                for row in rows:
                    early = state != "released"
                    if row["reference"] not in self.sent and (not early or rng.random() < TOO_EARLY_SHARE):
                        await self.send(trader, row["reference"], rng, early)
            await asyncio.sleep(LOOK_S)

    async def send(self, trader: Client, reference: str, rng: random.Random, early: bool) -> None:
        """A truck for each container of a declaration; one only where it is too early."""
        declared = await trader.get(f"/declarations/{reference}")
        if declared is None:
            return
        if not early:
            self.sent.add(reference)
        for container in declared["containers"][: 1 if early else None]:
            task = asyncio.create_task(self.drive(container["number"], rng))
            self.driving.add(task)
            task.add_done_callback(self.driving.discard)

    async def drive(self, container: str, rng: random.Random) -> None:
        """To the gate and, if it opens, out."""
        await asyncio.sleep(rng.uniform(*ON_THE_WAY_S))
        if not self.gates:
            self.gates = [row["code"] for row in await self.gate.get("/gates") or ()]
        if not self.gates:
            return
        body = {
            "gate": rng.choice(self.gates),
            "direction": "out",
            "container": container,
            "vehicle_plate": f"测A{rng.randrange(10**5):05d}",
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        status, answer = await self.gate.post(
            "/gates/passages", body, headers={"Idempotency-Key": str(uuid.uuid4())}
        )
        if status in (200, 201):
            self.gate.tally.count(f"gate.{answer['outcome']}")
