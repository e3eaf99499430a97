"""How good a ranking is: AUC, and precision, recall and revenue of its first per cents, with bootstrap intervals.

Rows may speak for others (weight = 1 ÷ inclusion probability), so that figures from examined rows hold for all.
A ceiling (the ranking by true probabilities, known only for generated data) is measured on the same rows and in the
same resamples, so the interval of the ratio is that of paired figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tongguan.engines.risk_learning.frames import Flags, Floats

SHARES = (0.01, 0.02, 0.05, 0.10)
RESAMPLES = 300


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % interval (percentiles of resamples of rows)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class AtShare:
    """What the first `share` of a ranking holds: findings in it, findings of all, revenue of all."""

    share: float
    precision: Figure
    recall: Figure
    revenue: Figure
    to_ceiling: Figure | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A ranking's figures on rows it never saw."""

    rows: int
    findings: int
    base_rate: float
    auc: Figure
    at: tuple[AtShare, ...]

    def told(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)


def auc(score: Floats, finding: Flags, weight: Floats | None = None) -> float:
    """The chance that a finding ranks above a non-finding, ties counting half; .5 where there is only one kind."""
    weight = np.ones(len(score)) if weight is None else weight
    order = np.argsort(score, kind="stable")
    ranked, good, w = score[order], finding[order], weight[order]
    starts = np.concatenate([[0], np.flatnonzero(np.diff(ranked)) + 1]) if len(ranked) else np.array([0])
    of_good = np.add.reduceat(np.where(good, w, 0.0), starts)
    of_bad = np.add.reduceat(np.where(good, 0.0, w), starts)
    below = np.cumsum(of_bad) - of_bad
    pairs = float(of_good.sum() * of_bad.sum())
    return float((of_good * (below + of_bad / 2)).sum() / pairs) if pairs else 0.5


class _Ranking:
    """One order of the rows, asked again for every resample."""

    def __init__(self, score: Floats, rng: np.random.Generator) -> None:
        self.order = np.lexsort((rng.random(len(score)), -score))  # ties fall at random

    def tops(self, finding: Floats, revenue: Floats, weight: Floats) -> Floats:
        """(shares × 3): precision, recall, share of revenue."""
        w, y, money = weight[self.order], finding[self.order], revenue[self.order]
        reached, good, earned = np.cumsum(w), np.cumsum(w * y), np.cumsum(w * money)
        found = np.zeros((len(SHARES), 3))
        for place, share in enumerate(SHARES):
            end = min(int(np.searchsorted(reached, share * reached[-1])), len(w) - 1)
            found[place] = (
                good[end] / max(reached[end], 1e-12),
                good[end] / max(good[-1], 1e-12),
                earned[end] / max(earned[-1], 1e-12),
            )
        return found


def evaluate(
    score: Floats,
    finding: Flags,
    revenue: Floats,
    weight: Floats | None = None,
    *,
    truth: Floats | None = None,
    by: Floats | None = None,
    seed: int = 1,
) -> Evaluation:
    """The figures of ranking by `score` (revenue by `by` where given); `truth`: true probabilities for the ceiling."""
    rng = np.random.default_rng(seed)
    weight = np.ones(len(score)) if weight is None else weight
    y = finding.astype(float)
    rankings: dict[str, _Ranking] = {"own": _Ranking(score, rng)}
    if by is not None:
        rankings["by"] = _Ranking(by, rng)
    if truth is not None:
        rankings["ceiling"] = _Ranking(truth, rng)
    plain = {name: each.tops(y, revenue, weight) for name, each in rankings.items()}
    again: dict[str, list[Floats]] = {name: [] for name in rankings}
    areas = []
    for _each in range(RESAMPLES):
        drawn = weight * rng.poisson(1.0, len(score))
        for name, ranking in rankings.items():
            again[name].append(ranking.tops(y, revenue, drawn))
        if len(areas) < RESAMPLES // 3:
            areas.append(auc(score, finding, drawn))
    spread = {name: np.array(values) for name, values in again.items()}
    return Evaluation(
        len(score), int(y.sum()), float((weight * y).sum() / weight.sum()),
        _figure(auc(score, finding, weight), np.array(areas)),
        tuple(_at(place, plain, spread) for place in range(len(SHARES))),
    )  # fmt: skip


def _at(place: int, plain: Mapping[str, Floats], spread: Mapping[str, Floats]) -> AtShare:
    money = "by" if "by" in plain else "own"
    ratio = None
    if "ceiling" in plain:
        below = np.maximum(spread["ceiling"][:, place, 0], 1e-12)
        ratio = _figure(
            plain["own"][place, 0] / max(plain["ceiling"][place, 0], 1e-12),
            spread["own"][:, place, 0] / below,
        )
    return AtShare(
        SHARES[place],
        _figure(plain["own"][place, 0], spread["own"][:, place, 0]),
        _figure(plain["own"][place, 1], spread["own"][:, place, 1]),
        _figure(plain[money][place, 2], spread[money][:, place, 2]),
        ratio,
    )


def _figure(value: float, values: Sequence[float] | Floats) -> Figure:
    low, high = np.quantile(values, (0.025, 0.975))
    return Figure(float(value), float(low), float(high))
