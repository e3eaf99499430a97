"""What crosses the module's border, and the plain values its rules work on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tongguan.engines.problems import Text

STEPS = (
    "lodge", "route_green", "route_review", "route_inspection", "request_documents", "supply_documents",
    "return_for_correction", "accept", "order_inspection", "inspection_reported", "decide_release",
    "decide_hold", "resolve_hold", "bill", "confirm_payment", "release", "close", "withdraw", "delete",
    "lodge_summary", "goods_arrived", "confirm_arrival", "pass_summary", "accept_summary", "decide_pass",
    "resolve_pass", "pick_up", "complete", "complete_again", "release_on_guarantee", "amend", "cancel",
)  # fmt: skip


ARRIVED, SAILED_IN, LEFT, SHIPPED = (
    "manifest.arrived",
    "vessel.arrived",
    "gate.passed_out",
    "manifest.departed",
)
AWAITED = ("declaration.guarantee_awaited", "transit.guarantee_awaited")
"""Goods that could go if the trader had a guarantee with room."""
TOPICS = (*(f"declaration.{step}" for step in STEPS), ARRIVED, SAILED_IN, LEFT, SHIPPED, *AWAITED)
"""Everything that release times are made of."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to a declaration, told by an event. `order` is the case's version for its own
    steps; `state` is the state they led to. Arrivals and gate passages have neither."""

    kind: str
    key: str
    at: datetime
    order: int = 0
    state: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One step of a declaration. Seconds are None while it is open or excluded; `stopped` is what was taken
    out of it, by reason."""

    code: str
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    stopped: Mapping[str, float] = field(default_factory=dict)
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """A declaration's nodes and steps."""

    nodes: Mapping[str, datetime]
    stretches: Sequence[Stretch]
    waiting_since: datetime | None
    waiting_reason: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Durations of one step in seconds. `count` were measured; `excluded` were not, by reason."""

    step: str
    count: int
    p50: float | None
    p80: float | None
    p90: float | None
    p95: float | None
    mean: float | None
    excluded: Mapping[str, int]
    stopped_mean: float
    target_seconds: float | None
    within_target: int

    @property
    def excluded_count(self) -> int:
        """How many were left out."""
        return sum(self.excluded.values())

    @property
    def excluded_share(self) -> float:
        """Share of what ended, 0 to 1, that was left out."""
        whole = self.count + self.excluded_count
        return self.excluded_count / whole if whole else 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """For the command centre: the clearance time (lodgement to release) of declarations released since."""

    since: datetime
    released: int
    open: int
    overdue: int
    clearance: Figures
    steps: Sequence[Figures]


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of every step and the bins (from, to, how many) of one of them, as counted at a moment."""

    at: datetime
    figures: tuple[Figures, ...]
    bins: tuple[tuple[float, float, int], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What a study is about: declarations released on the days from `since` to `until`, both included, narrowed by
    codes (empty: all)."""

    since: date
    until: date
    office: str = ""
    flow: str = ""
    mode: str = ""
    lane: str = ""


@dataclass(frozen=True, slots=True)
class PartyFigures:
    """Time in seconds that one party answers for, per declaration that has any of it; `share` is its part of the
    time of all parties together, 0 to 1."""

    party: str
    count: int
    p50: float | None
    p80: float | None
    p90: float | None
    p95: float | None
    mean: float | None
    share: float


@dataclass(frozen=True, slots=True)
class Stop:
    """Waiting for the trader that was taken out: in how many declarations, and seconds in all."""

    reason: str
    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Group:
    """Clearance time of the declarations that share a value (`key`, named `name`) of a dimension: lane, flow, mode or
    office."""

    dimension: str
    key: str
    name: Text
    figures: Figures


@dataclass(frozen=True, slots=True)
class Study:
    """A Time Release Study: what it is narrowed to, in words, the sample, its figures by step, by party and by group,
    and the distribution of the clearance time in bins (from, to, how many)."""

    at: datetime
    counted_on: date
    question: Question
    narrowing: tuple[tuple[Text, Text], ...]
    released: int
    figures: tuple[Figures, ...]
    parties: tuple[PartyFigures, ...]
    stops: tuple[Stop, ...]
    groups: tuple[Group, ...]
    targets_verified: bool
    bins: tuple[tuple[float, float, int], ...]

    @property
    def clearance(self) -> Figures:
        """From lodgement to release, the last of the figures."""
        return self.figures[-1]

    @property
    def complete(self) -> bool:
        """Whether the period had ended when it was counted."""
        return self.question.until < self.counted_on
