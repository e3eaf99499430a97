"""The stay of one person in the lane, and the readings that are theirs."""

from __future__ import annotations

from dataclasses import dataclass, field

from tongguan.engines.fusion.contracts import (
    PERSONAL,
    Channel,
    ChannelState,
    Quality,
    Reading,
    Status,
)

BY_RANK = (Quality.INVALID, Quality.QUARANTINED, Quality.GOOD, Quality.ALARM)
"""Of several readings of one channel the one furthest right counts: an alarm is not undone by a second reading."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A reading with the bounds of when it was taken, by the gateway's clock."""

    position: int
    reading: Reading
    low_ms: float
    high_ms: float
    received_ms: int


@dataclass(slots=True)
class Window:
    """From stepping in to stepping out. `watched` says whether the video saw it: a window made of readings alone
    never passes."""

    key: str
    start_low_ms: float
    start_high_ms: float
    opened_at_ms: int
    watched: bool = True
    people: int = 1
    stop_high_ms: float | None = None
    stop_low_ms: float | None = None
    readings: list[Placed] = field(default_factory=list)
    shared: set[Channel] = field(default_factory=set)
    """Channels of which a reading may as well be of somebody else."""
    overlaps: bool = False
    findings: dict[str, tuple[str, str]] = field(default_factory=dict)
    fused_ms: int | None = None
    completeness: str = ""
    decided_ms: int | None = None
    verdict: str = ""
    recalled: bool = False
    late: set[Channel] = field(default_factory=set)
    told: object = None
    found: tuple[object, dict[Channel, ChannelState]] | None = None

    @property
    def start_ms(self) -> int:
        """The middle of what is known of the start."""
        return round((self.start_low_ms + self.start_high_ms) / 2)

    @property
    def stop_ms(self) -> int | None:
        """The middle of what is known of the end."""
        if self.stop_low_ms is None or self.stop_high_ms is None:
            return None
        return round((self.stop_low_ms + self.stop_high_ms) / 2)

    def may_hold(self, placed: Placed) -> bool:
        """Whether the moment of a reading can lie within."""
        return placed.high_ms >= self.start_low_ms and (
            self.stop_high_ms is None or placed.low_ms <= self.stop_high_ms
        )

    def may_meet(self, placed: Placed) -> bool:
        """Whether the span of an ambient reading can touch it."""
        return placed.high_ms >= self.start_low_ms and (
            self.stop_high_ms is None or placed.low_ms - placed.reading.span_ms <= self.stop_high_ms
        )

    def channel(self, channel: Channel) -> ChannelState:
        """Where a channel stands."""
        if channel is Channel.VIDEO:
            if not self.watched:
                return ChannelState()
            return ChannelState(Status.GOOD, max(0, self.opened_at_ms - self.start_ms))
        found = [each for each in self.readings if each.reading.channel is channel]
        if channel not in PERSONAL:  # somebody's end may have become known after the reading
            found = [each for each in found if self.may_meet(each)]
        if not found:
            return ChannelState()
        best = max(found, key=lambda each: (BY_RANK.index(each.reading.quality), -each.received_ms))
        return ChannelState(
            Status(best.reading.quality.value),
            max(0, best.received_ms - self.start_ms),
            best.position,
            best.reading.facts,
            best.reading.reasons,
        )

    def identities(self, channel: Channel) -> set[str]:
        """Whose documents, or cards, were read; one person has one."""
        return {
            str(each.reading.facts["identity"])
            for each in self.readings
            if each.reading.channel is channel and each.reading.facts.get("identity")
        }
