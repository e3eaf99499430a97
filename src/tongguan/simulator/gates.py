"""Containers at the gates: traders send trucks for what is released and bring in exports; the gate asks the house."""

from __future__ import annotations

import asyncio
import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tongguan.simulator.client import Client
from tongguan.simulator.people import Firm
from tongguan.simulator.shipments import Shipments

LOOK_S = 8.0
ON_THE_WAY_S = (20.0, 90.0)
TOO_EARLY_SHARE = 0.02
"""Of the declarations whose duty is not paid, so many are fetched too early: the gate must refuse."""


@dataclass
class Trucks:
    """Which containers are on their way to a gate."""

    gate: Client
    shipments: Shipments
    seed: int = 1
    sent: set[tuple[str, str]] = field(default_factory=set)
    gates: list[str] = field(default_factory=list)
    driving: set[asyncio.Task[None]] = field(default_factory=set)

    async def fetch(self, trader: Client, firm: Firm, rng: random.Random) -> None:
        """For ever: send trucks for a trader's released imports, and bring in what is to be exported."""
        while True:
            for state in ("released", "pick_up"):
                for row in await trader.get("/declarations", state=state, flow="I") or ():
                    await self.send(trader, row["reference"], "out", rng)
            for row in await trader.get("/declarations", state="duty_due", flow="I") or ():
                if self.hasty(row["reference"]):
                    await self.send(trader, row["reference"], "early", rng)
            for row in await trader.get("/declarations", state="released", flow="E") or ():
                await self.ready(trader, firm, row["reference"])
            own = [ref for ref, (cargo, _ship) in self.shipments.booked.items() if cargo.firm == firm]
            for reference in own:
                await self.send(trader, reference, "in", rng)
            await asyncio.sleep(LOOK_S)

    async def ready(self, trader: Client, firm: Firm, reference: str) -> None:
        """An export was released: it may be loaded."""
        if reference in self.shipments.gone:
            return
        if reference not in self.shipments.booked:
            if not self.shipments.offered:
                return
            told = await trader.get(f"/declarations/{reference}")
            if told is None:
                return
            self.shipments.rebook(reference, firm, told)
        self.shipments.released.add(reference)

    def hasty(self, reference: str) -> bool:
        """Whether a truck comes for this declaration before its release; the same answer whenever it is asked."""
        return random.Random(f"{self.seed} {reference}").random() < TOO_EARLY_SHARE  # noqa: S311

    async def send(self, trader: Client, reference: str, errand: str, rng: random.Random) -> None:
        """Once an errand: a truck for each container of a declaration; one only where it is too early."""
        if (reference, errand) in self.sent:
            return
        self.sent.add((reference, errand))
        declared = await trader.get(f"/declarations/{reference}")
        if declared is None:
            self.sent.discard((reference, errand))
            return
        for container in declared["containers"][: 1 if errand == "early" else None]:
            direction = "in" if errand == "in" else "out"
            task = asyncio.create_task(self.drive(container["number"], direction, rng))
            self.driving.add(task)
            task.add_done_callback(self.driving.discard)

    async def drive(self, container: str, direction: str, rng: random.Random) -> None:
        """To the gate and, if it opens, through; not where the container has passed already."""
        await asyncio.sleep(rng.uniform(*ON_THE_WAY_S))
        if not self.gates:
            self.gates = [row["code"] for row in await self.gate.get("/gates") or ()]
        if not self.gates or await self.passed(container, direction):
            return
        body = {
            "gate": rng.choice(self.gates),
            "direction": direction,
            "container": container,
            "vehicle_plate": f"测A{rng.randrange(10**5):05d}",
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        status, answer = await self.gate.post(
            "/gates/passages", body, headers={"Idempotency-Key": str(uuid.uuid4())}
        )
        if status in (200, 201):
            self.gate.tally.count(f"gate.{answer['outcome']}_{direction}")

    async def passed(self, container: str, direction: str) -> bool:
        """Whether it went through before, in an earlier run of this world."""
        rows = await self.gate.get("/gates/passages", container=container, outcome="passed") or ()
        return any(row["direction"] == direction for row in rows)
