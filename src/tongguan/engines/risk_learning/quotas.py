"""Two quotas: some declarations for how likely a finding is, some for how much is at stake.

Ranking by probability × stake alone buys revenue with precision, ranking by probability alone the reverse; a house
that keeps both quotas sees both kinds. A declaration that reaches either threshold is chosen with the quota's chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tongguan.engines.risk_learning.frames import Floats

LEVELS = 1000


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability, and from which expected revenue, a declaration belongs to the quotas."""

    probability: float
    revenue: float


def levels_of(values: Floats) -> tuple[float, ...]:
    """The distribution of values as its thousandths, for thresholds of any share later."""
    found = np.quantile(values, np.linspace(0, 1, LEVELS + 1)) if len(values) else np.zeros(LEVELS + 1)
    return tuple(float(f"{each:.6g}") for each in found)


def level_at(levels: Sequence[float], share: float) -> float:
    """The value that `share` of the distribution reach or pass; ∞ for no share."""
    if share <= 0:
        return float("inf")
    return float(np.interp(1 - min(share, 1.0), np.linspace(0, 1, len(levels)), levels))


def reached(probability: float, revenue: float, at: Thresholds) -> tuple[str, ...]:
    """Which quotas a declaration reaches: `probability`, `revenue`, both or none."""
    found = [
        ("probability", probability >= at.probability),
        ("revenue", revenue > 0 and revenue >= at.revenue),
    ]
    return tuple(name for name, holds in found if holds)


def chance_by(quotas: Sequence[str], chances: Mapping[str, float]) -> float:
    """The chance that the quotas reached give: the highest, as among rules."""
    return max((chances[name] for name in quotas), default=0.0)
