"""The simulated world: every person does what their role does, side by side, until the time is over."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from tongguan.simulator.arrivals import next_wait_s
from tongguan.simulator.attending import SIGNING, answering
from tongguan.simulator.client import Client, Tally
from tongguan.simulator.examiners import ACCEPTING, INSPECTING, scanners
from tongguan.simulator.gates import Trucks
from tongguan.simulator.kiosks import desk, kiosks
from tongguan.simulator.laboratory import Laboratory, acknowledging, signing
from tongguan.simulator.officers import CHANGES, DECLARATION_REVIEW, IMAGE_READING, PAYMENT, Habit, work
from tongguan.simulator.people import Person
from tongguan.simulator.remote import remote_sessions
from tongguan.simulator.shipments import Shipments
from tongguan.simulator.ships import Carrier, fleet
from tongguan.simulator.telling import tell
from tongguan.simulator.traders import LOCAL, SUPPLYING, correct_returned, declare
from tongguan.simulator.two_step import complete_summaries
from tongguan.simulator.watch import Watch
from tongguan.simulator.witness import witness

AGAIN_S = 5.0
BUSY_PER_MINUTE = 60
"""Above this many declarations a minute officers hurry, or the work would pile up without bound."""
NEVER = frozenset({"assessor"})
"""Users whose work the simulator leaves to whoever signs in as them; a colleague of theirs takes it all."""
LEFT_TO_PEOPLE = frozenset({"inspector", "analyst"})
LEFT_SHARE = 0.35
"""Work that was drawn for these users waits three times as long: somebody may be at it, and nobody else may."""
WATCHING = frozenset(
    {
        "gate_officer",
        "assessor",
        "inspector",
        "image_analyst",
        "risk_officer",
        "cashier",
        "commander",
        "laboratory_signatory",
    }
)
"""The roles that alerts are raised for."""
HABITS: Mapping[str, tuple[Sequence[Habit], float]] = {
    "declarant": ((SUPPLYING, SIGNING), 4.0),
    "terminal": ((SIGNING,), 6.0),
    "assessor": ((DECLARATION_REVIEW, CHANGES), 3.0),
    "cashier": ((PAYMENT,), 2.0),
    "image_analyst": ((IMAGE_READING,), 5.0),
    "inspector": ((INSPECTING, ACCEPTING), 4.0),
}
"""What each role does, and the mean pause between two steps in seconds."""

ANSWER_PAUSE_S = 2.0

Job = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is simulated: declarations a minute (mean of a day), the seed, the hour at which the day's curve begins
    (None: no curve, the same rate all the time), how long (None: until stopped), and how often it says what it sees."""

    url: str
    per_minute: float = 12.0
    seed: int = 1
    start_hour: float | None = None
    seconds: float | None = None
    tell_every_s: float | None = None


@dataclass
class World:
    """What the people of one simulation share."""

    settings: Settings
    http: httpx.AsyncClient
    shipments: Shipments
    tally: Tally = field(default_factory=Tally)
    started: float = field(default_factory=time.monotonic)
    chapter: str = ""

    def rng(self, who: str) -> random.Random:
        """Everybody's own chance, the same for the same seed and chapter."""
        return random.Random(f"{self.settings.seed} {who}{self.chapter}")  # noqa: S311 - invented data, not secrets

    async def open_chapter(self, reader: Person) -> None:
        """A house that has seen this world before sees new goods, not the same containers declared once more."""
        counted = await self.client(reader).get("/cases") or ()
        known = sum(sum(row["states"].values()) for row in counted)
        self.chapter = f" after {known}" if known else ""

    def client(self, person: Person) -> Client:
        """A person's program."""
        return Client(self.http, person.username, person.token, self.tally)

    def wait_s(self, rng: random.Random, people: int) -> float:
        """Seconds to one person's next declaration."""
        per_minute, start = self.settings.per_minute / people, self.settings.start_hour
        if start is None:
            return rng.expovariate(per_minute / 60)
        return next_wait_s(rng, per_minute, start + (time.monotonic() - self.started) / 3600)

    @property
    def haste(self) -> float:
        """How much faster than usual officers work."""
        return max(1.0, self.settings.per_minute / BUSY_PER_MINUTE)


async def play(settings: Settings, people: list[Person], stopping: asyncio.Event) -> Tally:
    """Play the world against a house; returns what happened."""
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=50)
    async with httpx.AsyncClient(base_url=settings.url, limits=limits, trust_env=False) as http:
        firms = [person.firm for person in people if person.role == "declarant" and not person.acts_for]
        world = World(settings, http, Shipments(firms, datetime.now(LOCAL).date()))
        reader = next((p for p in people if p.role == "commander"), people[0])
        opening, stop = asyncio.create_task(world.open_chapter(reader)), asyncio.create_task(stopping.wait())
        await asyncio.wait({opening, stop}, timeout=settings.seconds, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not opening.done():
            opening.cancel()
            return world.tally
        tasks = [asyncio.create_task(ever(job)) for job in jobs(world, people)]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), settings.seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return world.tally


async def ever(job: Job) -> None:
    """Do a job for ever; one that fails is told and begun again, the others go on."""
    while True:
        try:
            await job()
        except Exception:
            traceback.print_exc(file=sys.stderr)
            await asyncio.sleep(AGAIN_S)


def jobs(world: World, people: list[Person]) -> Iterator[Job]:
    """What each person does."""
    by_role: dict[str, list[Person]] = {}
    for person in people:
        by_role.setdefault(person.role, []).append(person)
    if world.settings.tell_every_s:
        teller = by_role.get("commander", people)[0]
        yield _bound(tell, world.client(teller), world.tally, world.settings.tell_every_s)
    yield from movements(world, by_role)
    yield from notices(world, by_role)
    yield from hall(world, by_role)
    yield from laboratory(world, by_role)
    for person in people:
        client, rng = world.client(person), world.rng(person.username)
        if person.role == "declarant":
            wait = _bound(world.wait_s, rng, len(by_role["declarant"]))
            yield _bound(declare, client, person, world.shipments, rng, wait)
            yield _bound(correct_returned, client, world.rng(f"{person.username} correcting"))
            yield _bound(
                complete_summaries, client, world.shipments, world.rng(f"{person.username} completing")
            )
        elif person.role == "witness":
            yield _bound(witness, client)
        elif person.role in WATCHING and person.username not in NEVER:
            yield Watch(client, person.role, f"{world.settings.seed} {person.role}").keep
        habits, pause_s = HABITS.get(person.role, ([], 0))
        if habits and person.username not in NEVER:
            yield _works(world, person, habits, pause_s)


def movements(world: World, by_role: dict[str, list[Person]]) -> Iterator[Job]:
    """Ships, scanners and trucks: what moves between several people."""
    first = {role: world.client(people[0]) for role, people in by_role.items()}
    if "carrier" in first:
        ships = fleet(random.Random(f"{world.settings.seed} fleet"))  # noqa: S311 - the same ships in every chapter
        office = Carrier(first["carrier"], first.get("terminal"), world.shipments, world.rng("ships"), ships)
        yield office.run
    if "risk_officer" in first and "terminal" in first:
        yield _bound(scanners, first["risk_officer"], first["terminal"], world.rng("scanners"))
    if "gate_officer" in first:
        trucks = Trucks(first["gate_officer"], world.shipments, world.settings.seed)
        for person in by_role.get("declarant", ()):
            if not person.acts_for:
                rng = world.rng(f"trucks {person.username}")
                yield _bound(trucks.fetch, world.client(person), person.firm, rng)


def hall(world: World, by_role: Mapping[str, Sequence[Person]]) -> Iterator[Job]:
    """A passenger hall: kiosks, and inspectors who take travellers' calls."""
    if "administrator" in by_role:
        yield _bound(kiosks, world.client(by_role["administrator"][0]), world.rng("kiosks"))
    for person in by_role.get("inspector", ()):
        if person.username not in LEFT_TO_PEOPLE:
            yield _bound(desk, world.client(person), world.rng(f"{person.username} at the desk"))


def notices(world: World, by_role: Mapping[str, Sequence[Person]]) -> Iterator[Job]:
    """Firms that answer inspection notices, and one exporter whose goods are inspected by video."""
    firms = [person for person in by_role.get("declarant", ()) if not person.acts_for]
    if firms and "terminal" in by_role:
        habit = answering(by_role["terminal"][0].organisation)
        for person in firms:
            yield _works(world, person, [habit], ANSWER_PAUSE_S)
    officers = [by_role[role][-1] for role in ("inspector", "assessor") if role in by_role]
    if firms and len(officers) == 2:
        inspector, certifier = (world.client(person) for person in officers)
        yield _bound(
            remote_sessions, world.client(firms[-1]), inspector, certifier, world.rng("remote sessions")
        )


def laboratory(world: World, by_role: Mapping[str, Sequence[Person]]) -> Iterator[Job]:
    """Travellers' samples from the swab to the report."""
    roles = ("quarantine_officer", "laboratory_analyst", "laboratory_signatory", "health_officer")
    if not all(role in by_role for role in roles):
        return
    officer, analyst, signatory, authority = (world.client(by_role[role][-1]) for role in roles)
    shared = Laboratory(world.rng("laboratory"))
    yield _bound(shared.sampling, officer)
    yield _bound(shared.testing, analyst)
    yield _bound(signing, signatory, world.rng("signing reports"))
    yield _bound(acknowledging, authority, world.rng("health authority"))


def _works(world: World, person: Person, habits: Sequence[Habit], pause_s: float) -> Job:
    haste = world.haste * (LEFT_SHARE if person.username in LEFT_TO_PEOPLE else 1)

    async def job() -> None:
        rng = world.rng(f"{person.username} at work")
        await work(world.client(person), habits, rng, pause_s=pause_s / world.haste, haste=haste)

    return job


def _bound(function: Callable[..., Any], *given: Any) -> Callable[[], Any]:
    return lambda: function(*given)
