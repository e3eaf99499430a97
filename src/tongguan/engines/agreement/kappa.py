"""Cohen's kappa of paired yes/no judgements, weighted by inverse inclusion probability.

Sources: Cohen (1960), A coefficient of agreement for nominal scales; Horvitz and Thompson (1952) for the weights. The
interval is the percentile bootstrap over pairs (Efron 1979) under a fixed seed, so equal pairs give equal intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000
FEWEST = 10
"""Below so many pairs an interval would only pretend."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """`pairs` readings compared, `agreed` of them alike; `kappa` and its 95 % interval are None where they are not
    defined: no pairs, or both always say the same."""

    pairs: int
    agreed: int
    kappa: float | None = None
    low: float | None = None
    high: float | None = None


def agreement(pairs: Sequence[tuple[bool, bool]], inclusion: Sequence[float] | None = None) -> Agreement:
    """Kappa of pairs of judgements; `inclusion` is the probability with which each pair was drawn, in (0, 1]."""
    table = np.array([[int(one), int(other)] for one, other in pairs], dtype=np.int64).reshape(-1, 2)
    chance = np.ones(len(table)) if inclusion is None else np.asarray(inclusion, dtype=float)
    if len(chance) != len(table) or (len(chance) and not ((chance > 0) & (chance <= 1)).all()):
        raise ValueError("one inclusion probability in (0, 1] for each pair")
    cells = table[:, 0] * 2 + table[:, 1]
    agreed = int((table[:, 0] == table[:, 1]).sum())
    kinds, counts = np.unique(np.column_stack([cells, 1 / chance]), axis=0, return_counts=True)
    weights = np.zeros((len(kinds), 4))
    weights[np.arange(len(kinds)), kinds[:, 0].astype(int)] = kinds[:, 1]
    value = _kappa(counts @ weights)[0] if len(table) else np.nan
    if np.isnan(value):
        return Agreement(len(table), agreed)
    if len(table) < FEWEST:
        return Agreement(len(table), agreed, float(value))
    draws = np.random.default_rng(20260101).multinomial(len(table), counts / len(table), size=RESAMPLES)
    spread = _kappa(draws @ weights)
    known = spread[~np.isnan(spread)]
    low, high = np.quantile(known, [0.025, 0.975]) if len(known) else (np.nan, np.nan)
    return Agreement(len(table), agreed, float(value), float(low), float(high))


def _kappa(sums: np.ndarray) -> np.ndarray:
    """Kappa of rows of weighted cells (no-no, no-yes, yes-no, yes-yes); NaN where chance alone explains everything."""
    sums = np.atleast_2d(sums)
    total = sums.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = sums / total[:, None]
        seen = share[:, 0] + share[:, 3]
        first, second = share[:, 2] + share[:, 3], share[:, 1] + share[:, 3]
        expected = first * second + (1 - first) * (1 - second)
        return np.where(np.isclose(expected, 1), np.nan, (seen - expected) / (1 - expected))
