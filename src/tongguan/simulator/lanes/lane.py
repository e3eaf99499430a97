"""A lane of seven devices through which invented people walk, with faults on order."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongguan.engines.fusion import Channel
from tongguan.simulator.lanes.device import Device
from tongguan.simulator.lanes.people import Visitor, visitor

BACKGROUND_PER_S = 40.0
AMBIENT_S = 0.5
BEATS_S = {Channel.VIDEO: 0.25}
SPIKE_CELSIUS = 42.9
LEAVE_S = (0.2, 0.5)


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong: shares of the travellers, channels that are never there, how far clocks are off."""

    spikes: float = 0.0
    two_people: float = 0.0
    fevers: float = 0.0
    dead: tuple[str, ...] = ()
    skew_ms: float = 0.0


@dataclass
class SimulatedLane:
    """`devices` by channel as (code, key); how long acquiring takes per channel is drawn for each person."""

    host: str
    port: int
    keys: Mapping[str, tuple[str, str]]
    rng: random.Random
    faults: Faults = Faults()
    declare: Callable[[str], Awaitable[str]] | None = None
    """How a traveller gets a receipt before coming here."""
    devices: dict[Channel, Device] = field(default_factory=dict)
    walked: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for channel in Channel:
            if channel in self.keys and channel not in self.faults.dead:
                code, key = self.keys[channel]
                skew_ms = self.rng.uniform(-1, 1) * self.faults.skew_ms
                self.devices[channel] = Device(
                    self.host, self.port, code, bytes.fromhex(key), BEATS_S.get(channel, 1.0), skew_ms
                )

    async def run(self) -> None:
        """The devices and what they measure of the air; until cancelled."""
        tasks = [asyncio.create_task(device.run()) for device in self.devices.values()]
        tasks.append(asyncio.create_task(self._air()))
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def connected(self) -> None:
        """Until every device has been answered once."""
        while any(device.heard is None for device in self.devices.values()):
            await asyncio.sleep(0.02)

    async def _air(self) -> None:
        span_ms = int(AMBIENT_S * 1000)
        while True:
            await asyncio.sleep(AMBIENT_S)
            mean = BACKGROUND_PER_S * AMBIENT_S
            counts = max(0, round(self.rng.gauss(mean, mean**0.5)))
            self._send(Channel.RADIATION, {"counts": counts, "span_ms": span_ms})
            air = {"alarm": False, "co2_ppm": round(self.rng.gauss(600, 20)), "span_ms": span_ms}
            self._send(Channel.BIOCLIMATE, air)

    def _send(self, channel: Channel, data: dict[str, Any]) -> int | None:
        device = self.devices.get(channel)
        return device.send(data) if device else None

    async def walk(self, number: int, person: Visitor | None = None) -> Visitor:
        """One person, anybody if none is given, steps in, is measured by all devices at once, and steps out."""
        person = person or visitor(number, self.rng, self.faults.fevers)
        code = (await self.declare(person.mrz) if self.declare else "") or person.code
        segment, people = f"s{number}", 2 if self.rng.random() < self.faults.two_people else 1
        self._send(Channel.VIDEO, {"event": "start", "segment": segment, "people": 1})
        spiked = self.rng.random() < self.faults.spikes
        celsius = SPIKE_CELSIUS if spiked else person.celsius
        sent: dict[str, int | None] = {}

        async def after(seconds: float, channel: Channel, data: dict[str, Any]) -> None:
            await asyncio.sleep(seconds)
            sent[channel] = self._send(channel, data)

        uniform = self.rng.uniform
        await asyncio.gather(
            after(uniform(0.3, 1.0), Channel.TEMPERATURE, {"celsius": celsius}),
            after(uniform(0.4, 1.2), Channel.FACE, {"quality": round(uniform(0.7, 0.98), 2)}),
            after(uniform(0.8, 2.2), Channel.DOCUMENT, {"mrz": person.mrz}),
            after(uniform(0.6, 2.0), Channel.HEALTH_CARD, {"code": code}),
        )
        await asyncio.sleep(uniform(*LEAVE_S))
        self._send(Channel.VIDEO, {"event": "stop", "segment": segment, "people": people, "sha256": "0" * 64})
        self.walked.append({"number": number, "sent": sent, "spiked": spiked, "people": people})
        return person
