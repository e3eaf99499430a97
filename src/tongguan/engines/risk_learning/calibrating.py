"""Scores as probabilities: isotonic regression on a held-out window, Platt's line where findings are few.

Isotonic: R. E. Barlow et al., 1972, by pooling adjacent violators; between the centres of its blocks the log-odds are
joined by straight lines, and beyond them follow Platt's slope (J. Platt, 1999), so that no two different scores tie.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongguan.engines.risk_learning.frames import Floats

FEWEST_FOR_ISOTONIC = 200
EDGE = 1e-6


def logit(chance: Floats | float) -> Floats:
    """Log-odds, of chances kept away from 0 and 1."""
    kept = np.clip(chance, EDGE, 1 - EDGE)
    return np.log(kept / (1 - kept))


def chance_of(log_odds: Floats) -> Floats:
    """The reverse of `logit`."""
    return 1 / (1 + np.exp(-np.clip(log_odds, -40, 40)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Knots (raw log-odds → calibrated log-odds, both ascending) and the slope beyond them."""

    method: str
    knots: tuple[tuple[float, float], ...]
    slope: float

    def apply(self, raw: Floats) -> Floats:
        """Calibrated probabilities of raw ones; their order is kept."""
        x = logit(raw)
        at, to = (np.array(column) for column in zip(*self.knots, strict=True))
        inside = np.interp(x, at, to)
        return chance_of(inside + self.slope * (np.minimum(x - at[0], 0) + np.maximum(x - at[-1], 0)))


def calibrate(raw: Floats, finding: Floats, weight: Floats) -> Calibration:
    """Fit on a window that the model was not trained on. `weight`: how many declarations each row speaks for."""
    x, y = logit(raw), finding.astype(float)
    slope, shift = platt(x, y, weight)
    if y.sum() < FEWEST_FOR_ISOTONIC:
        ends = (float(x.min()), float(x.max()) + 1e-9) if len(x) else (-5.0, 0.0)
        return Calibration("platt", tuple((end, slope * end + shift) for end in ends), slope)
    order = np.argsort(x, kind="stable")
    centres, rates = pooled(x[order], y[order], weight[order])
    keep = np.concatenate([[True], np.diff(centres) > 1e-9])
    knots = tuple(
        (float(a), float(b))
        for a, b in zip(centres[keep], logit(np.clip(rates, 1e-4, 0.999))[keep], strict=True)
    )
    return Calibration("isotonic", knots, slope)


def platt(x: Floats, y: Floats, weight: Floats, rounds: int = 50) -> tuple[float, float]:
    """(slope, shift) of a logistic line through log-odds, by Newton's method; the slope stays above 0."""
    design = np.column_stack([x, np.ones(len(x))])
    scale = weight * len(weight) / weight.sum() if weight.sum() > 0 else weight
    found = np.array([1.0, 0.0])
    prior = np.array([1.0, 0.0])
    for _round in range(rounds):
        p = chance_of(design @ found)
        gradient = design.T @ (scale * (y - p)) - (found - prior)
        curvature = (design * (scale * p * (1 - p))[:, None]).T @ design + np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        found = found + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    return float(max(found[0], 0.05)), float(found[1])


def pooled(x: Floats, y: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """(centre, rate) of each block after pooling adjacent violators; `x` ascending."""
    blocks: list[list[float]] = []  # weighed x, weighed y, weight
    for each_x, each_y, each_w in zip(x.tolist(), y.tolist(), weight.tolist(), strict=True):
        blocks.append([each_x * each_w, each_y * each_w, each_w])
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][2] >= blocks[-1][1] * blocks[-2][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    sums = np.array(blocks)
    return sums[:, 0] / sums[:, 2], sums[:, 1] / sums[:, 2]


@dataclass(frozen=True, slots=True)
class CalibrationError:
    """`expected`: mean gap between said and seen over ten bins of equal weight (ECE; M. P. Naeini et al., AAAI 2015);
    `ratio`: seen findings over said ones with a 95 % interval (1 is right)."""

    expected: float
    ratio: float
    low: float
    high: float


def calibration_error(said: Floats, finding: Floats, weight: Floats, bins: int = 10) -> CalibrationError:
    """How far said probabilities are from what was seen, on rows that neither model nor calibration saw."""
    y, total = finding.astype(float), float(weight.sum())
    order = np.argsort(said, kind="stable")
    share = np.cumsum(weight[order]) / total
    place = np.minimum((share * bins).astype(int), bins - 1)
    gap = np.bincount(place, weights=(weight * (y - said))[order], minlength=bins)
    expected, seen = float((weight * said).sum()), float((weight * y).sum())
    half = 1.96 * float(np.sqrt((weight * weight * said * (1 - said)).sum()))
    return CalibrationError(
        float(np.abs(gap).sum() / total), seen / expected, (seen - half) / expected, (seen + half) / expected
    )
