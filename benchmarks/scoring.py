"""How good scores are against labels: average precision, F1, and their intervals by drawing pairs again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def average_precision(labels: Floats, scores: Floats) -> float:
    """The mean over true pairs of the precision at their rank; equal scores share the precision of their last."""
    order = np.argsort(-scores, kind="stable")
    ranked, held = scores[order], labels[order]
    last = np.append(ranked[1:] != ranked[:-1], True)
    ends = np.flatnonzero(last)
    true_so_far = np.cumsum(held)[ends]
    new = np.diff(np.concatenate([[0.0], true_so_far]))
    return float((new * true_so_far / (ends + 1)).sum() / held.sum())


def f1(labels: Floats, scores: Floats, least: float) -> float:
    """F1 of taking those from `least` on for true."""
    taken = scores >= least
    return float(2 * (taken * labels).sum() / (taken.sum() + labels.sum()))


def interval(
    measure: Callable[[NDArray[np.int64]], float], count: int, rounds: int = 2_000, seed: int = 1
) -> tuple[float, float]:
    """The middle 95 % of a measure over samples of `count` places drawn with replacement (percentile bootstrap)."""
    rng = np.random.default_rng(seed)
    found = [measure(rng.integers(0, count, count)) for _ in range(rounds)]
    return float(np.percentile(found, 2.5)), float(np.percentile(found, 97.5))


def fitted(rows: Floats, labels: Floats, weights: Floats, signs: Floats, penalty: float = 0.5) -> Floats:
    """Logistic regression by Newton's method, the first column without penalty; weights of a wrong sign become 0."""
    kept = np.ones(rows.shape[1], np.bool_)
    while True:
        found = np.zeros(rows.shape[1])
        found[kept] = _newton(rows[:, kept], labels, weights, penalty)
        wrong = kept & (signs * found < 0)
        if not wrong.any():
            return found
        kept &= ~wrong


def _newton(rows: Floats, labels: Floats, weights: Floats, penalty: float) -> Floats:
    ridge = np.eye(rows.shape[1]) * penalty
    ridge[0, 0] = 1e-6
    found = np.zeros(rows.shape[1])
    for _ in range(60):
        chance = probability(rows, found)
        slope = chance * (1 - chance) * weights + 1e-9
        step = rows.T @ (weights * (labels - chance)) - ridge @ found
        found = found + np.linalg.solve((rows * slope[:, None]).T @ rows + ridge, step)
    return found


def probability(rows: Floats, weights: Floats) -> Floats:
    """Of the logistic model."""
    return 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
