"""A lane with a known truth: people who step in and out, devices with clocks of their own, a network."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from tongguan.engines.fusion import (
    MANDATORY,
    Channel,
    Entry,
    Exchange,
    Kind,
    LaneFuser,
    Quality,
    Reading,
    Settings,
)

BEGIN_MS = 1_790_000_000_000
BEAT_MS = 250
NO_CHECKS = Settings(checks=(), background_least=10)


@dataclass
class Device:
    """A device's clock, and what it sends; times are the true ones until they are sent."""

    channel: Channel
    offset_ms: float = 0.0
    drift: float = 0.0
    jump_at_ms: float = float("inf")
    jump_ms: float = 0.0
    dead_from_ms: float = float("inf")
    sequence: int = 0

    def clock(self, true_ms: float) -> int:
        """What the device's clock shows."""
        jumped = self.jump_ms if true_ms >= self.jump_at_ms else 0.0
        return int(true_ms + self.offset_ms + self.drift * (true_ms - BEGIN_MS) + jumped)


@dataclass
class Network:
    """Delays in milliseconds; `slow` of the messages take up to `slow_ms` more, and so overtake each other."""

    rng: random.Random
    least_ms: float = 2.0
    jitter_ms: float = 40.0
    slow: float = 0.0
    slow_ms: float = 0.0

    def delay(self) -> float:
        late = self.rng.uniform(0, self.slow_ms) if self.rng.random() < self.slow else 0.0
        return self.least_ms + self.rng.expovariate(1 / self.jitter_ms) + late


@dataclass
class Scene:
    """What happens in a lane: (true time, channel, quality, facts) and when devices die."""

    seed: int = 1
    network: Network | None = None
    skew_ms: float = 60_000.0
    events: list[tuple[float, Channel, Quality, dict]] = field(default_factory=list)
    devices: dict[Channel, Device] = field(default_factory=dict)
    end_ms: float = BEGIN_MS

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)  # noqa: S311 - invented people
        self.network = self.network or Network(self.rng)
        for channel in Channel:
            offset = self.rng.uniform(-self.skew_ms, self.skew_ms)
            self.devices[channel] = Device(channel, offset, self.rng.uniform(-50e-6, 50e-6))

    def person(self, number: int, start_ms: float, stay_ms: float, without: Iterable[Channel] = ()) -> None:
        """Somebody steps in, is measured at any moment of the stay, and steps out."""
        segment = {"segment": f"s{number}", "truth": number}
        self.events.append((start_ms, Channel.VIDEO, Quality.GOOD, {**segment, "event": "start"}))
        self.events.append((start_ms + stay_ms, Channel.VIDEO, Quality.GOOD, {**segment, "event": "stop"}))
        for channel in MANDATORY:
            if channel not in without:
                at = start_ms + self.rng.uniform(0.02, 0.98) * stay_ms
                facts = {"truth": number, "identity": f"p{number}"}
                self.events.append((at, channel, Quality.GOOD, facts))
        self.end_ms = max(self.end_ms, start_ms + stay_ms + 8000)

    def entries(self) -> list[Entry]:
        """The log a gateway would have kept."""
        events = list(self.events)
        for channel, facts in ((Channel.RADIATION, {}), (Channel.BIOCLIMATE, {})):
            for at in range(int(BEGIN_MS), int(self.end_ms), 500):
                counts = {"counts": sum(self.rng.random() < 0.05 for _each in range(400))}
                given = counts if channel is Channel.RADIATION else facts
                events.append((at + 0.0, channel, Quality.GOOD, given))
        sent: list[tuple[float, Entry]] = []
        for at, channel, quality, facts in sorted(events, key=lambda each: each[0]):
            device = self.devices[channel]
            if at >= device.dead_from_ms:
                continue
            device.sequence += 1
            span = 500 if channel in (Channel.RADIATION, Channel.BIOCLIMATE) else 0
            reading = Reading(channel, quality, device.clock(at), facts, (), span)
            sent.append(self._sent(device, at, reading, device.sequence, Kind.SAMPLE))
        watched = sorted(at for at, channel, *_rest in events if channel is Channel.VIDEO)
        for at in range(int(BEGIN_MS), int(self.end_ms), BEAT_MS):
            video = self.devices[Channel.VIDEO]
            if at < video.dead_from_ms:
                last = bisect_right(watched, at)
                reading = Reading(Channel.VIDEO, Quality.GOOD, video.clock(at))
                sent.append(self._sent(video, at, reading, last, Kind.BEAT))
        sent.sort(key=lambda each: each[0])
        return [_numbered(entry, number) for number, (_at, entry) in enumerate(sent, 1)]

    def _sent(
        self, device: Device, at: float, reading: Reading, sequence: int, kind: Kind
    ) -> tuple[float, Entry]:
        assert self.network is not None
        answered = at - self.rng.uniform(50, 600)
        heard = min(at, answered + self.network.delay())
        send = at + self.rng.uniform(0, 3)
        arrives = send + self.network.delay()
        exchange = Exchange(int(answered), device.clock(heard), device.clock(send), int(arrives))
        return arrives, Entry(
            0, kind, int(arrives), device.channel, device.channel, "b", sequence, exchange, reading
        )


def _numbered(entry: Entry, number: int) -> Entry:
    return replace(entry, position=number)


def fused(entries: Iterable[Entry], settings: Settings = NO_CHECKS, until_ms: float = 0) -> dict:
    """Every encounter of a log as it ended, by key."""
    lane = LaneFuser(settings)
    found = {}
    for entry in entries:
        found |= {each.key: each for each in lane.take(entry)}
    found |= {each.key: each for each in lane.advance(int(until_ms) or lane.now_ms + 120_000)}
    return found


def mistaken(found: dict) -> list:
    """Encounters that hold another person's reading."""
    return [
        each
        for key, each in found.items()
        if any(
            f"s{state.facts['truth']}" != key.rpartition(":")[2]
            for state in each.channels.values()
            if "truth" in state.facts and not key.startswith("bare")
        )
    ]


def queue(scene: Scene, count: int, stay: Callable[[], float], gap_ms: float = 1000.0) -> None:
    """People back to back after a minute of background."""
    at = BEGIN_MS + 10_000.0
    for number in range(count):
        length = stay()
        scene.person(number, at, length)
        at += length + gap_ms
