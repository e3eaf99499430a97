"""The nucleic-acid laboratory: travellers sampled, tubes carried, plates run on a thermocycler, reports signed."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tongguan.simulator import thermocycler as machine
from tongguan.simulator.client import Client

OFFICE, INSTRUMENT = "9902", "PCR-01"
SAMPLED_EVERY_S, CARRIED_AFTER, LOOK_S, RUN_S = 75.0, 2, 20.0, 45.0
POSITIVE_SHARE, POSITIVE_CT = 0.06, (21.0, 33.0)
CONTAMINATED_SHARE = 0.04
PLATE_FROM, POOL_FROM = 3, 24
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", ("明远", "思齐", "若水", "知秋", "映川", "南星")
FLIGHTS = ("YG188", "YG206", "YG731")


@dataclass
class Laboratory:
    """What its people share outside the house: tubes on their way, and which hold something."""

    rng: random.Random
    carried: deque[str] = field(default_factory=deque)
    truth: dict[str, float | None] = field(default_factory=dict)

    async def sampling(self, officer: Client) -> None:
        """For ever: a traveller is sampled; a few tubes together go to the laboratory."""
        taken: list[str] = []
        while True:
            await asyncio.sleep(self.rng.expovariate(1 / SAMPLED_EVERY_S))
            taken += await self.one_traveller(officer)
            if len(taken) >= CARRIED_AFTER:
                body = {
                    "tubes": taken,
                    "receiver": "转运车",
                    "place": "T2 检疫采样点",
                    "temperature_c": round(self.rng.uniform(3.0, 6.5), 1),
                }
                status, found = await officer.post("/quarantine/custody", body, headers=_once())
                if status == 200:
                    self.carried.extend(row["tube"] for row in found if row["accepted"])
                    officer.tally.count("laboratory.handed_over", len(taken))
                taken = []

    async def one_traveller(self, officer: Client) -> list[str]:
        """Ordered and collected; the numbers of the tubes."""
        name = self.rng.choice(SURNAMES) + self.rng.choice(GIVEN)
        person = {
            "name": name,
            "document": f"E{self.rng.randrange(10**8):08d}",
            "flight": self.rng.choice(FLIGHTS),
        }
        body = {"office": OFFICE, "person": person, "note": "入境检疫排查"}
        status, order = await officer.post("/quarantine/orders", body, headers=_once())
        if status not in (200, 201):
            return []
        collecting = {"specimen": "throat", "tubes": 1, "place": "T2 检疫采样点", "version": order["version"]}
        status, tubes = await officer.post(f"/quarantine/orders/{order['reference']}/collect", collecting)
        return tubes if status == 200 else []

    async def testing(self, analyst: Client) -> None:
        """For ever: what arrived is received, what waits is put on a plate and run."""
        while True:
            await asyncio.sleep(LOOK_S)
            await self.receive(analyst)
            waiting = await analyst.get("/quarantine/waiting") or []
            if len(waiting) >= PLATE_FROM:
                await self.run(analyst, [row["tube"] for row in waiting[:40]])

    async def receive(self, analyst: Client) -> None:
        """Tubes that the courier brought."""
        tubes = [self.carried.popleft() for _tube in range(len(self.carried))]
        if tubes:
            body = {
                "tubes": tubes,
                "place": "接样窗口",
                "temperature_c": round(self.rng.uniform(3.0, 6.5), 1),
            }
            await analyst.post("/quarantine/reception", body, headers=_once())
            analyst.tally.count("laboratory.received", len(tubes))

    async def run(self, analyst: Client, tubes: list[str]) -> None:
        """One plate from planning to the file of the thermocycler."""
        pools = {"pooling": "dorfman", "pool_size": 5} if len(tubes) >= POOL_FROM else {}
        body: dict[str, Any] = {"tubes": tubes, "instrument": INSTRUMENT, **pools}
        status, plate = await analyst.post("/quarantine/plates", body)
        if status != 201:
            return
        started = datetime.now(UTC)
        await asyncio.sleep(RUN_S)
        content = await asyncio.to_thread(self.written, plate, started)
        form = {"file": ("run.rdml", content, "application/zip")}
        status, found = await analyst.post(f"/quarantine/runs/{plate['reference']}/file", files=form)
        if status == 200:
            analyst.tally.count(f"laboratory.run_{found['state']}")

    def written(self, plate: dict[str, Any], started: datetime) -> bytes:
        """What the thermocycler writes about this plate."""
        contents = {}
        for well in plate["wells"]:
            if well["role"] == "sample":
                contents[well["place"]] = machine.sample(self.rng, self.holds(well["tube"]))
            elif well["role"] == "positive_control":
                contents[well["place"]] = machine.positive_control(self.rng)
            else:
                contents[well["place"]] = machine.blank()
                if self.rng.random() < CONTAMINATED_SHARE:
                    contents[well["place"]]["N"] = 36.0
        return machine.rdml(self.rng, contents, plate=plate["reference"], started_at=started)

    def holds(self, tube: str) -> float | None:
        """What is in a tube, the same at each measurement."""
        if tube not in self.truth:
            positive = self.rng.random() < POSITIVE_SHARE
            self.truth[tube] = self.rng.uniform(*POSITIVE_CT) if positive else None
        return self.truth[tube]


async def signing(signatory: Client, rng: random.Random) -> None:
    """For ever: runs are reviewed and their reports signed."""
    while True:
        await asyncio.sleep(rng.uniform(LOOK_S, 2 * LOOK_S))
        for row in await signatory.get("/cases/lab_run", waiting=True) or ():
            if row["state"] != "measured":
                continue
            step = f"/cases/lab_run/{row['reference']}/approve"
            status, _answer = await signatory.post(step, {"version": row["version"], "data": {}})
            if status == 200:
                await signatory.post(f"/quarantine/runs/{row['reference']}/reports", {})
                signatory.tally.count("laboratory.run_signed")


async def acknowledging(authority: Client, rng: random.Random) -> None:
    """For ever: the health authority acknowledges what it was told."""
    while True:
        await asyncio.sleep(rng.uniform(2 * LOOK_S, 6 * LOOK_S))
        for notice in await authority.get("/quarantine/notices") or ():
            await authority.post(f"/quarantine/notices/{notice['id']}/acknowledge", {})
            authority.tally.count("laboratory.acknowledged")


def _once() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}
