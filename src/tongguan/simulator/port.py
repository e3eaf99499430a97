"""The simulated world: every person does what their role does, side by side, until the time is over."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from tongguan.simulator.arrivals import next_wait_s
from tongguan.simulator.client import Client, Tally
from tongguan.simulator.officers import DECLARATION_REVIEW, IMAGE_READING, PAYMENT, Habit, work
from tongguan.simulator.people import Person
from tongguan.simulator.telling import tell
from tongguan.simulator.traders import SUPPLYING, Shipment, declare
from tongguan.simulator.witness import witness

AGAIN_S = 5.0
BUSY_PER_MINUTE = 60
"""Above this many declarations a minute officers hurry, or the work would pile up without bound."""
LEFT_TO_PEOPLE = frozenset({"assessor"})
"""Users of whom the simulator leaves the work to whoever signs in as them; a colleague of theirs does the rest."""

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
    tally: Tally = field(default_factory=Tally)
    shipments: asyncio.Queue[Shipment] = field(default_factory=asyncio.Queue)
    started: float = field(default_factory=time.monotonic)

    def rng(self, who: str) -> random.Random:
        """Everybody's own chance, the same for the same seed."""
        return random.Random(f"{self.settings.seed} {who}")  # noqa: S311 - invented data, not secrets

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
        world = World(settings, http)
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
    if world.settings.tell_every_s:
        told_by = next((p for p in people if p.role == "commander"), people[0])
        yield _bound(tell, world.client(told_by), world.tally, world.settings.tell_every_s)
    declarants = [person for person in people if person.role == "declarant"]
    for person in people:
        client, rng = world.client(person), world.rng(person.username)
        if person.role == "declarant":
            wait = _bound(world.wait_s, rng, len(declarants))
            yield _bound(declare, client, person, world.shipments, rng, wait)
            yield _works(world, client, rng, [SUPPLYING], pause_s=4)
        elif person.role == "assessor" and person.username not in LEFT_TO_PEOPLE:
            yield _works(world, client, rng, [DECLARATION_REVIEW], pause_s=3)
        elif person.role == "cashier":
            yield _works(world, client, rng, [PAYMENT], pause_s=2)
        elif person.role == "image_analyst":
            yield _works(world, client, rng, [IMAGE_READING], pause_s=6)
        elif person.role == "witness":
            yield _bound(witness, client)


def _works(world: World, client: Client, rng: random.Random, habits: list[Habit], *, pause_s: float) -> Job:
    async def job() -> None:
        await work(client, habits, rng, pause_s=pause_s / world.haste, haste=world.haste)

    return job


def _bound(function: Callable[..., Any], *given: Any) -> Callable[[], Any]:
    return lambda: function(*given)
