"""What goes into the fusion of a lane and what comes out. All times are milliseconds since 1970."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tongguan.engines.fusion.clocks import Exchange


class Channel(StrEnum):
    """The seven kinds of device of a lane."""

    RADIATION = "radiation"
    TEMPERATURE = "temperature"
    BIOCLIMATE = "bioclimate"
    FACE = "face"
    DOCUMENT = "document"
    HEALTH_CARD = "health_card"
    VIDEO = "video"


MANDATORY = (Channel.TEMPERATURE, Channel.DOCUMENT, Channel.HEALTH_CARD, Channel.FACE)
"""What a traveller gives; a lane without one of these devices passes nobody."""
PERSONAL = frozenset(MANDATORY)
"""A reading is of exactly one person, at one moment."""
AMBIENT = frozenset({Channel.RADIATION, Channel.BIOCLIMATE})
"""A reading is of the lane, over a span of time; it holds for everybody who was there in that span."""


class Kind(StrEnum):
    """What an entry of the log is."""

    SAMPLE = "sample"
    BEAT = "beat"  # of the video device: nothing newer than `sequence` until `at_ms`
    GONE = "gone"  # the gateway lost the device
    BACK = "back"  # the device is there again
    FINDING = "finding"  # the outcome of a check of one encounter
    SETTINGS = "settings"


class Quality(StrEnum):
    """What a reading is worth by itself."""

    GOOD = "good"
    ALARM = "alarm"
    QUARANTINED = "quarantined"  # not plausible: kept, not believed; to be measured again
    INVALID = "invalid"  # cannot be used: check digits, calibration, clock


class Check(StrEnum):
    """What is asked about a complete encounter before anybody passes."""

    SCREENING = "screening"
    CARD = "card"
    FACES = "faces"


class State(StrEnum):
    """Where an encounter stands."""

    OPENED = "opened"
    COLLECTING = "collecting"
    COMPLETE = "complete"
    PARTIAL = "partial"
    PASS = "pass"  # noqa: S105 - no password
    REFER = "refer"


class Status(StrEnum):
    """Where one channel of an encounter stands."""

    MISSING = "missing"
    GOOD = "good"
    ALARM = "alarm"
    QUARANTINED = "quarantined"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers of a lane. They stand in its log, so that a log says everything about its verdicts.

    collect_ms: from stepping in to complete or partial; hold_ms: how long a reading waits for the video that says who
    stood there; checks_ms: how long checks may take; watch_ms: how long after somebody left a late reading still
    counts; longest_ms: how long anybody stays; the rest is the radiation background.
    """

    collect_ms: int = 3800
    hold_ms: int = 1500
    checks_ms: int = 2000
    watch_ms: int = 2000
    longest_ms: int = 60_000
    required: tuple[str, ...] = tuple(Channel)
    checks: tuple[str, ...] = (Check.SCREENING, Check.CARD)
    background_ms: int = 300_000
    background_least: int = 60
    false_alarm: float = 1e-6


@dataclass(frozen=True, slots=True)
class Reading:
    """One sample as its adapter understood it. `facts` name no person; `span_ms` is how long an ambient one took."""

    channel: Channel
    quality: Quality
    at_ms: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    span_ms: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a lane's log, in the order of `position`; `received_ms` never falls. `note` holds what a finding,
    or settings, say."""

    position: int
    kind: Kind
    received_ms: int
    device: str = ""
    channel: Channel | None = None
    boot: str = ""
    sequence: int = 0
    exchange: Exchange | None = None
    reading: Reading | None = None
    note: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody does not simply pass; `channel` where one is to blame."""

    code: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class ChannelState:
    """A channel of an encounter; `latency_ms` from stepping in until its reading was there, `position` its entry."""

    status: Status = Status.MISSING
    latency_ms: int | None = None
    position: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Encounter:
    """One traveller in the lane, as far as is known."""

    key: str
    state: State
    completeness: str
    opened_ms: int
    stopped_ms: int | None
    fused_ms: int | None
    decided_ms: int | None
    channels: Mapping[Channel, ChannelState]
    reasons: tuple[Reason, ...]
    late: tuple[str, ...]
    waits_for: tuple[str, ...]
    """Checks whose readings are there and whose findings are not."""
