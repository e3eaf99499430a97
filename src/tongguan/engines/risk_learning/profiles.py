"""The profile: where a price lies, and what trader, goods, origin … add, summed in log-odds. A scorecard.

It needs no LightGBM, and its parts are the score, so the reasons it gives are exact. How a price's place counts is a
line with bends, by a ridge regression beside the categories.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from operator import mul

import numpy as np
from numpy.typing import NDArray

from tongguan.engines.risk_learning.calibrating import chance_of
from tongguan.engines.risk_learning.frames import Floats

BELOW = np.array([0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0])
ABOVE = np.array([0.0, 1.5, 3.0])
FARTHEST = 8.0
_BELOW, _ABOVE = BELOW.tolist(), ABOVE.tolist()
TERMS = len(BELOW) + len(ABOVE)
RIDGE = 2.0


def bends(place: Floats) -> NDArray[np.float64]:
    """(rows × TERMS): how far a place lies beyond each bend; all 0 where it is unknown."""
    known = np.clip(np.where(np.isnan(place), 0.0, place), -FARTHEST, FARTHEST)[:, None]
    return np.column_stack([np.maximum(0, -known - BELOW), np.maximum(0, known - ABOVE)])


@dataclass(frozen=True, slots=True)
class Profile:
    """Weights of the bends, the log-odds of a declaration of which nothing is known, and what each feature says of
    the average declaration (one 0 for all until that is counted)."""

    weights: tuple[float, ...]
    shift: float
    means: tuple[float, ...] = (0.0,)

    def price_part(self, place: Floats) -> Floats:
        """What the price adds."""
        return np.asarray(bends(place) @ np.array(self.weights), dtype=float)

    def plain(self, place: Floats) -> Floats:
        """Log-odds before any category has its say."""
        return self.shift + self.price_part(place)


def plain_alone(profile: Profile, place: float) -> float:
    """`plain` of one declaration, without columns."""
    if isnan(place):
        return profile.shift
    known = min(max(place, -FARTHEST), FARTHEST)
    beyond = [max(0.0, -known - bend) for bend in _BELOW] + [max(0.0, known - bend) for bend in _ABOVE]
    return profile.shift + sum(map(mul, beyond, profile.weights))


def blank(rate: float) -> Profile:
    """The rate of all and nothing else."""
    return Profile((0.0,) * TERMS, float(np.log(rate) - np.log1p(-rate)))


def better(profile: Profile, place: Floats, finding: Floats, beside: Floats, steps: int = 2) -> Profile:
    """Some steps of Newton's method nearer to the outcomes, beside what the categories add."""
    design = np.column_stack([bends(place), np.ones(len(place))])
    ridge = np.diag([RIDGE] * TERMS + [1e-6])
    found = np.array([*profile.weights, profile.shift])
    for _step in range(steps):
        p = chance_of(design @ found + beside)
        curvature = (design * (p * (1 - p))[:, None]).T @ design + ridge
        found = found + np.clip(np.linalg.solve(curvature, design.T @ (finding - p) - ridge @ found), -1, 1)
    return Profile(tuple(found[:-1].tolist()), float(found[-1]))
