"""Confidence intervals over independent replications."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with the half width of its interval at the level; `count` replications say something of it."""

    mean: float
    half: float
    count: int

    @property
    def low(self) -> float:
        """The lower end."""
        return self.mean - self.half

    @property
    def high(self) -> float:
        """The upper end."""
        return self.mean + self.half

    def covers(self, value: float) -> bool:
        """Whether a value lies within."""
        return self.low <= value <= self.high

    def told(self) -> dict[str, float | int | None]:
        """JSON-ready; null where nothing is known."""
        known = self.count > 0 and math.isfinite(self.mean)
        half = self.half if known and math.isfinite(self.half) else None
        return {"mean": self.mean if known else None, "half": half, "count": self.count}


def estimate(values: NDArray[np.float64], level: float = LEVEL) -> Estimate:
    """The mean of one figure a replication; replications in which it does not exist (NaN) are left out."""
    known = values[np.isfinite(values)]
    if not len(known):
        return Estimate(math.nan, math.inf, 0)
    if len(known) == 1:
        return Estimate(float(known[0]), math.inf, 1)
    error = float(known.std(ddof=1)) / math.sqrt(len(known))
    return Estimate(float(known.mean()), student_t(len(known) - 1, level) * error, len(known))


def student_t(freedom: int, level: float = LEVEL) -> float:
    """The two-sided quantile of Student's distribution: closed forms for 1 and 2 degrees of freedom, else the expansion
    of Cornish and Fisher to the fourth order (Abramowitz and Stegun 26.7.5), refined by Newton steps."""
    chance = (1 + level) / 2
    if freedom == 1:
        return math.tan(math.pi * (chance - 0.5))
    if freedom == 2:
        return (2 * chance - 1) * math.sqrt(2 / (4 * chance * (1 - chance)))
    z, n = NormalDist().inv_cdf(chance), freedom
    value = (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * n**4)
    )
    for _step in range(4):
        value -= (_below(value, n) - chance) / _density(value, n)
    return value


def _density(value: float, freedom: int) -> float:
    log = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - 0.5 * math.log(freedom * math.pi)
    return math.exp(log - (freedom + 1) / 2 * math.log1p(value**2 / freedom))


def _below(value: float, freedom: int, steps: int = 2000) -> float:
    """The chance to lie below a positive value, by Simpson's rule from 0."""
    width = value / steps
    inner = sum((4 if step % 2 else 2) * _density(step * width, freedom) for step in range(1, steps))
    return 0.5 + width / 3 * (_density(0.0, freedom) + inner + _density(value, freedom))
