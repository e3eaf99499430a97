"""The profile table: past rates joined by a logistic line. The fallback where LightGBM or data are missing.

Each category's smoothed rate, its excess and the price's place enter as log-odds; a ridge regression says how much
each counts (that is a scorecard). Its contributions are exact, so the reasons it gives are the score.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongguan.engines.risk_learning.calibrating import chance_of, logit
from tongguan.engines.risk_learning.encoding import KEYS
from tongguan.engines.risk_learning.excess import CATEGORIES
from tongguan.engines.risk_learning.features import FEATURES, FIRST, Matrix
from tongguan.engines.risk_learning.frames import Floats
from tongguan.engines.risk_learning.prices import GROUPS

RATES = tuple(f"{name}_rate" for name in KEYS)
EXCESSES = tuple(f"{name}_excess" for name in CATEGORIES)
TERMS = (*RATES, *(f"{name}:{side}" for name in GROUPS for side in ("below", "above")), *EXCESSES)
PLACES = {name: place for place, name in enumerate(FEATURES)}
RIDGE = 5.0


def terms_of(matrix: Matrix) -> Matrix:
    """(rows × TERMS) from (rows × FEATURES); from (rows × FIRST) without the excesses."""
    rates = [logit(matrix[:, PLACES[name]]) for name in RATES]
    prices = []
    for name in GROUPS:
        column = np.nan_to_num(matrix[:, PLACES[name]], nan=0.0)
        prices += [np.maximum(0, -np.maximum(column, -6)), np.maximum(0, np.minimum(column, 6))]
    excesses = [matrix[:, PLACES[name]] for name in EXCESSES] if matrix.shape[1] > len(FIRST) else []
    return np.column_stack([*rates, *prices, *excesses])


@dataclass(frozen=True, slots=True)
class Profile:
    """Weights of the terms, their means in training, and the shift."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    shift: float

    def raw(self, matrix: Matrix) -> Floats:
        """Uncalibrated probabilities."""
        terms = terms_of(matrix) - np.array(self.means)
        return chance_of(terms @ np.array(self.weights) + self.shift)

    def contributions(self, matrix: Matrix) -> Matrix:
        """(rows × FEATURES) in log-odds against the average declaration."""
        parts = (terms_of(matrix) - np.array(self.means)) * np.array(self.weights)
        found = np.zeros((len(matrix), len(FEATURES)))
        for place, name in enumerate(TERMS):
            found[:, PLACES[name.partition(":")[0]]] += parts[:, place]
        return found


def fit_profile(matrix: Matrix, finding: Floats) -> Profile:
    """By Newton's method with a ridge; ValueError where all outcomes are alike."""
    y = finding.astype(float)
    if not 0 < y.sum() < len(y):
        raise ValueError("all outcomes are alike: nothing to learn")
    terms = terms_of(matrix)
    means = terms.mean(axis=0)
    design = np.column_stack([terms - means, np.ones(len(y))])
    ridge = np.diag([RIDGE] * terms.shape[1] + [1e-9])
    found = np.zeros(design.shape[1])
    found[-1] = float(logit(float(y.mean())))
    for _round in range(40):
        p = chance_of(design @ found)
        curvature = (design * (p * (1 - p))[:, None]).T @ design + ridge
        step = np.linalg.solve(curvature, design.T @ (y - p) - ridge @ found)
        found += np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-8:
            break
    return Profile(tuple(found[:-1].tolist()), tuple(means.tolist()), float(found[-1]))
