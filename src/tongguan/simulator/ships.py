"""Ships of one carrier: on the fairway at their own pace, to a berth, and out again, with calls and manifests.

Everything runs in real time: a ship at 14 knots takes some three hours from the sea to its berth, so a world
begins with ships spread over the whole way. Positions are those of the track, never teleported.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from tongguan.engines.identifiers import imo_check_digit
from tongguan.simulator.client import Client
from tongguan.simulator.coast import FAIRWAY, PIERS, Point, placed
from tongguan.simulator.shipments import Shipments

FLEET = 18
OFFICE = "9901"
REPORT_EVERY_S = 10.0
SEA_SPEED_KN, HARBOUR_SPEED_KN = 14.0, 6.0
KM_A_KNOT_SECOND = 1.852 / 3600
HARBOUR_KM = 3.5
"""So far from the berth a ship has arrived: it passes the breakwaters."""
MANIFEST_KM = 30.0
"""So far from the berth the carrier has filed its manifest."""
AT_BERTH = 0.3
"""Share of the fleet that lies at a berth when a world begins."""
BERTH_MINUTES = (25, 70)
FIRST_LEAVES_MINUTES, NEXT_LEAVES_MINUTES = 6.0, 8.0
"""Ships that lie at a berth when a world begins have lain there for a while: they leave one after the other."""
CUT_OFF = timedelta(minutes=3)
"""So long before it leaves a ship takes no more bookings."""
FIRST = ("LINGDING", "COASTAL", "EASTERN", "NORDIC", "PEARL", "JADE", "SILVER", "AMBER", "NORTHERN")
SECOND = ("STAR", "HARMONY", "HERON", "LARCH", "DELTA", "CURRENT", "BRIDGE", "PASSAGE", "TERN", "LANTERN")
FLAGS = ("PAN", "LBR", "SGP", "MHL", "CHN")
ORIGINS = ("SGSIN", "KRPUS", "JPYOK", "MYPKG", "THLCH", "VNSGN", "NLRTM", "DEHAM", "USLAX", "AUMEL")


def berths() -> dict[str, Point]:
    """Code of each berth and its place in kilometres from the port, as on the coast's own map."""
    sides = ((-1, 3.2), (-1, 4.6), (1, 3.2), (1, 4.6))
    return {
        f"{letter}{number}": (east + side * 0.58, north)
        for east, letter in PIERS
        for number, (side, north) in enumerate(sides, start=1)
    }


@dataclass
class Ship:
    """One ship: `gone_km` along its way to the berth; `phase` is in, berth or out; `call` its port call."""

    name: str
    imo: str
    voyage: str
    flag: str
    berth: str
    way: tuple[Point, ...]
    gone_km: float
    phase: str = "in"
    call: str = ""
    arrived: bool = False
    manifest: bool = False
    leaves_at: datetime | None = None
    stays_minutes: float = 0.0
    loaded: bool = False
    course_deg: float = 0.0
    speed_kn: float = 0.0
    way_km: float = field(init=False)

    def __post_init__(self) -> None:
        self.way_km = sum(math.dist(a, b) for a, b in pairwise(self.way))

    @property
    def conveyance(self) -> tuple[str, str, str]:
        """Name, IMO number and voyage."""
        return (self.name, self.imo, self.voyage)

    @property
    def left_km(self) -> float:
        """Kilometres to the berth."""
        return self.way_km - self.gone_km

    def sail(self, seconds: float) -> None:
        """Move on; slower in the harbour."""
        if self.phase == "berth":
            self.speed_kn = 0.0
            return
        self.speed_kn = HARBOUR_SPEED_KN if self.left_km < HARBOUR_KM else SEA_SPEED_KN
        step = self.speed_kn * KM_A_KNOT_SECOND * seconds
        self.gone_km = (
            min(self.way_km, self.gone_km + step) if self.phase == "in" else max(0.0, self.gone_km - step)
        )

    def place(self) -> Point:
        """Kilometres east and north of the port; sets the course. At a berth it lies along its pier, bow inland."""
        if self.phase == "berth":
            self.course_deg = 0.0
            return self.way[-1]
        left = self.gone_km
        for start, end in pairwise(self.way):
            length = math.dist(start, end)
            if left <= length or end is self.way[-1]:
                share = min(1.0, left / length) if length else 0.0
                east, north = end[0] - start[0], end[1] - start[1]
                turn = 180.0 if self.phase == "out" else 0.0
                self.course_deg = round((math.degrees(math.atan2(east, north)) + turn) % 360, 1) % 360
                return (start[0] + share * east, start[1] + share * north)
            left -= length
        return self.way[-1]

    def fix(self, at: datetime) -> dict[str, Any]:
        """The position as a receiver reports it."""
        longitude, latitude = placed([self.place()])[0]
        return {
            "imo": self.imo, "at": at.isoformat(timespec="seconds"), "longitude": longitude, "latitude": latitude,
            "speed_kn": round(self.speed_kn, 1), "course_deg": self.course_deg,
        }  # fmt: skip


def fleet(rng: random.Random, size: int = FLEET) -> list[Ship]:
    """Ships on their way, evenly spread with some disorder, a share of them at a berth."""
    names = [f"{a} {b}" for a in FIRST for b in SECOND]
    places = list(berths().items())
    rng.shuffle(names)
    rng.shuffle(places)
    ships = []
    moored = round(size * AT_BERTH)
    for number in range(size):
        body = f"9{rng.randrange(10**5):05d}"
        berth, place = places[number % len(places)]
        ship = Ship(
            name=names[number], imo=body + imo_check_digit(body), voyage=f"{rng.randrange(1, 600):03d}E",
            flag=rng.choice(FLAGS), berth=berth, way=(*FAIRWAY, place), gone_km=0.0,
        )  # fmt: skip
        share = (number - moored + rng.uniform(0.1, 0.9)) / (size - moored)
        ship.gone_km = ship.way_km if number < moored else ship.way_km * (1 - share)
        ship.stays_minutes = FIRST_LEAVES_MINUTES + number * NEXT_LEAVES_MINUTES if number < moored else 0.0
        ships.append(ship)
    return ships


@dataclass
class Carrier:
    """What one carrier's office and the terminal do for the ships."""

    carrier: Client
    terminal: Client | None
    shipments: Shipments
    rng: random.Random
    ships: Sequence[Ship]

    async def run(self) -> None:
        """For ever: sail, report positions, announce, file, arrive, berth, leave."""
        ships = self.ships
        await self.resume(ships)
        last = datetime.now(UTC)
        while True:
            now = datetime.now(UTC)
            for ship in ships:
                ship.sail((now - last).total_seconds())
                await self.look_after(ship, now)
            last = now
            known = [ship.fix(now) for ship in ships if ship.call]
            if known:
                status, answer = await self.carrier.post("/vessels/positions", {"positions": known})
                if status == 200:
                    self.carrier.tally.count("vessel.positions", answer["stored"])
            await asyncio.sleep(REPORT_EVERY_S)

    async def resume(self, ships: Sequence[Ship]) -> None:
        """Go on with the calls of an earlier run of the same world: a ship is where its call says."""
        by_imo = {ship.imo: ship for ship in ships}
        for call in await self.carrier.get("/vessels/calls") or ():
            ship = by_imo.get(call["imo"])
            if ship is None or ship.call or call["state"] not in ("announced", "arrived", "berthed"):
                continue
            ship.call, ship.voyage = call["reference"], call["voyage_number"]
            filed = await self.carrier.get("/manifests", call=ship.call) or ()
            ship.manifest = any(each["direction"] == "import" for each in filed)
            ship.loaded = any(each["direction"] == "export" for each in filed)
            ship.arrived = call["state"] != "announced"
            if call["state"] == "berthed":
                ship.berth = call["berth"] if call["berth"] in berths() else ship.berth
                ship.phase, ship.gone_km = "berth", ship.way_km
                ship.leaves_at = self.soon(ship)
            elif ship.left_km == 0:
                ship.gone_km = ship.way_km - self.rng.uniform(0.5, HARBOUR_KM)

    def soon(self, ship: Ship) -> datetime:
        """When a ship that lies at its berth leaves."""
        return datetime.now(UTC) + timedelta(minutes=ship.stays_minutes or self.rng.uniform(*BERTH_MINUTES))

    async def look_after(self, ship: Ship, now: datetime) -> None:
        """Whatever is due for one ship."""
        if ship.phase == "out" and ship.gone_km == 0:
            self.turn_round(ship)
        if not ship.call and not await self.announce(ship, now):
            return
        if not ship.manifest and ship.left_km < MANIFEST_KM:
            await self.file(ship)
        if ship.phase == "in" and not ship.arrived and ship.left_km < HARBOUR_KM:
            ship.arrived = await self.report(ship, "arrival")
        if ship.phase == "in" and ship.arrived and ship.left_km == 0 and await self.report(ship, "berthing"):
            ship.phase, ship.leaves_at = "berth", self.soon(ship)
        if ship.phase == "berth" and ship.leaves_at:
            await self.load(ship, ship.leaves_at - now)

    async def load(self, ship: Ship, remaining: timedelta) -> None:
        """Take bookings until the cut-off, then the cargo aboard, its manifest filed, and leave."""
        if remaining > CUT_OFF:
            self.shipments.offer(ship.conveyance)
            return
        self.shipments.withdraw(ship.conveyance)
        if remaining > timedelta() or not await self.file_export(ship):
            return
        if await self.report(ship, "departure"):
            ship.phase = "out"

    async def file_export(self, ship: Ship) -> bool:
        """The loading list: what was released, and now and then what was not. Whether the ship may leave."""
        if ship.loaded:
            return True
        cargo = self.shipments.aboard(ship.conveyance, self.rng)
        if cargo:
            bills = [each.bill() for each in cargo]
            body = {"call": ship.call, "direction": "export", "bills": bills}
            status, _answer = await self.carrier.post("/manifests", body, headers=self.key())
            if status in (200, 201):
                self.carrier.tally.count("manifest.filed_export")
                self.carrier.tally.count("manifest.bills_export", len(cargo))
                await self.take_aboard(ship, [box for each in bills for box in each["containers"]])
        ship.loaded = True
        return True

    async def take_aboard(self, ship: Ship, containers: Sequence[str]) -> None:
        """The terminal asks for each container whether it may be loaded. A refusal is known to the house; this world's
        ships sail with what their carrier filed all the same, which the house finds when they depart."""
        if self.terminal is None:
            return
        for container in containers:
            status, answer = await self.terminal.post(
                "/manifests/loadings", {"call": ship.call, "container": container}, headers=self.key()
            )
            if status in (200, 201):
                self.terminal.tally.count(f"loading.{answer['outcome']}")

    def turn_round(self, ship: Ship) -> None:
        """The ship comes back on its next voyage."""
        ship.phase, ship.call, ship.arrived, ship.manifest, ship.leaves_at = "in", "", False, False, None
        ship.loaded, ship.stays_minutes = False, 0.0
        ship.voyage = f"{(int(ship.voyage[:3]) + 1) % 1000:03d}E"

    async def announce(self, ship: Ship, now: datetime) -> bool:
        """A port call for the ship."""
        hours = ship.left_km / (SEA_SPEED_KN * 1.852)
        body = {
            "vessel": {"imo": ship.imo, "name": ship.name, "flag": ship.flag},
            "voyage_number": ship.voyage, "customs_office": OFFICE, "terminal": "Q-YUNGANG",
            "expected_at": (now + timedelta(hours=hours)).isoformat(timespec="seconds"),
            "previous_port": self.rng.choice(ORIGINS),
        }  # fmt: skip
        status, answer = await self.carrier.post("/vessels/calls", body, headers=self.key())
        if status in (200, 201):
            ship.call = answer["reference"]
            self.carrier.tally.count("port_call.announced")
        return bool(ship.call)

    async def file(self, ship: Ship) -> None:
        """The manifest: its bills become the traders' work."""
        cargo = self.shipments.load(ship.conveyance, self.rng)
        body = {"call": ship.call, "direction": "import", "bills": [shipment.bill() for shipment in cargo]}
        status, _answer = await self.carrier.post("/manifests", body, headers=self.key())
        if status in (200, 201):
            self.shipments.put(cargo)
            self.carrier.tally.count("manifest.filed")
            self.carrier.tally.count("manifest.bills", len(cargo))
        ship.manifest = status != 0

    async def report(self, ship: Ship, what: str) -> bool:
        """The terminal reports a movement."""
        if self.terminal is None:
            return False
        body = {"what": what, "berth": ship.berth if what == "berthing" else ""}
        status, _answer = await self.terminal.post(f"/vessels/calls/{ship.call}/report", body)
        if status == 200:
            self.terminal.tally.count(f"port_call.{what}")
        return status == 200

    def key(self) -> dict[str, str]:
        """A new submission id of the seed's own sequence would repeat after a restart: a random one."""
        return {"Idempotency-Key": str(UUID(int=random.SystemRandom().getrandbits(128), version=4))}
