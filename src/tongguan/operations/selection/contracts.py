"""What crosses the module's border."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tongguan.engines.problems import Text
from tongguan.engines.targeting import Share

PURPOSE = "selection"
"""The draw's purpose."""
INSPECTOR, IMAGE_ANALYST, REINSPECTOR = "inspector", "image_analyst", "reinspector"
"""Parts in a selected declaration; also the skills of `SKILLS` that they ask for."""
SKILLS: Mapping[str, str] = {
    INSPECTOR: "inspection",
    IMAGE_ANALYST: "image_review",
    REINSPECTOR: "inspection",
}
"""Which skill of the duty roster each part asks for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule whose condition holds of a declaration; `matches` are the comparisons that carried it, `standing` how
    it takes part (see `enums.Standing`)."""

    rule_id: int
    code: str
    version: int
    title: Text
    lane: str
    method: str
    probability: Decimal
    matches: tuple[Mapping[str, Any], ...]
    standing: str = "acts"
    quota_per_day: int | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """What a model says of a declaration: the probability of a finding and the revenue to expect (CNY), from where on
    its two quotas began, which of them it reaches, and the chance of examination that follows."""

    model_id: int
    code: str
    version: int
    title: Text
    model_sha256: str
    probability: float
    revenue: float
    probability_at: float
    revenue_at: float
    quotas: tuple[str, ...]
    chance: Fraction
    standing: str
    reasons: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of why: `kind` is `random`, `rule`, `model` or `none`; rules and models name code and version."""

    kind: str
    text: Text
    code: str = ""
    version: int = 0
    details: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one declaration and why; exists only once the draw is published.

    `probability` is the exact inclusion probability in the examination draw as a fraction (`1/20`).
    """

    reference: str
    lane: str
    arms: tuple[str, ...]
    probability: str
    method: str
    container: str
    unloading: str
    officers: Mapping[str, int | None]
    reasons: tuple[Reason, ...]
    draw: str
    decided_at: datetime
    degraded: bool


@dataclass(frozen=True, slots=True)
class Performance:
    """Findings of a rule's version (or of the random share): `share` with its interval; `lift` is the rate over
    the random share's, None where either is unknown; `better` says that the intervals do not overlap."""

    hits: int
    share: Share
    lift: float | None = None
    better: bool = False
    recovered_value: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Published:
    """The numbers everybody may know of a span of days."""

    decided: int
    green: int
    review: int
    inspection: int
    at_random: int
    by_risk: int
    outcomes: int
    findings: int
