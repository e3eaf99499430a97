"""A condition asked of declarations of the past: what it would have hit, cost and found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tongguan.engines.targeting.columns import Columns, Rows
from tongguan.engines.targeting.conditions import Condition
from tongguan.engines.targeting.estimating import Lift, Rate, Total, lift_of, rate_of, total_of
from tongguan.engines.targeting.scanning import rows_holding

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Past:
    """Decided declarations, one row each: the day; the chance of examination that was stored and the part of it
    that rules gave; whether it was chosen, whether the result is known, what it was; whether papers were reviewed."""

    columns: Columns
    days: Sequence[date]
    inclusion: Floats
    risk_chance: Floats
    chosen: Flags
    known: Flags
    finding: Flags
    revenue: Floats
    reviewed: Flags


@dataclass(frozen=True, slots=True)
class Day:
    """One day: hits, what the lane had to do, what the rule adds to it (both expected numbers), and its capacity
    (None: not stated)."""

    day: date
    hits: int
    load: float
    added: float
    capacity: float | None

    @property
    def over(self) -> bool:
        """Whether the rule would take the lane over its capacity."""
        return self.capacity is not None and self.load + self.added > self.capacity


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of what the rule hits another one hits too, and the reverse."""

    code: str
    both: int
    of_this: float
    of_other: float


@dataclass(frozen=True, slots=True)
class BackTest:
    """The result. `blind`: hits that had no chance of examination, of which nothing can be known; `waiting`: hits
    that were chosen but whose result is not known. `rate` is compared with `base`, the rate of all that is not hit."""

    declarations: int
    hits: int
    blind: int
    waiting: int
    days: tuple[Day, ...]
    rate: Rate
    base: Rate
    lift: Lift
    findings: Total
    revenue: Total
    overlaps: tuple[Overlap, ...]


def back_test(
    condition: Condition,
    past: Past,
    *,
    review: bool,
    probability: float,
    capacity_a_day: float | None = None,
    others: Mapping[str, Rows] | None = None,
) -> BackTest:
    """Ask a condition of the past. `review`: its lane is the review of papers, else examination with `probability`;
    `others`: the rows that rules in force hold of, by code."""
    count = past.columns.count
    rows = rows_holding(condition, past.columns)
    hit = np.zeros(count, dtype=bool)
    hit[rows] = True
    rated, base = _rate(past, hit), _rate(past, ~hit)
    of_hits = hit & past.known
    chances = past.inclusion[of_hits]
    return BackTest(
        declarations=count,
        hits=len(rows),
        blind=int((hit & (past.inclusion <= 0)).sum()),
        waiting=int((hit & past.chosen & ~past.known).sum()),
        days=_days(past, hit, review, probability, capacity_a_day),
        rate=rated,
        base=base,
        lift=lift_of(rated, base),
        findings=total_of(past.finding[of_hits].astype(float).tolist(), chances.tolist()),
        revenue=total_of(past.revenue[of_hits].tolist(), chances.tolist()),
        overlaps=tuple(_overlap(code, rows, other) for code, other in (others or {}).items()),
    )


def _rate(past: Past, within: Flags) -> Rate:
    seen = within & past.known
    return rate_of(past.finding[seen].tolist(), past.inclusion[seen].tolist())


def _days(
    past: Past, hit: Flags, review: bool, probability: float, capacity: float | None
) -> tuple[Day, ...]:
    if review:
        load, added = past.reviewed.astype(float), (hit & ~past.reviewed).astype(float)
    else:  # the highest chance among rules counts, so the rule adds what it asks above that
        left = np.divide(
            1 - past.inclusion, 1 - past.risk_chance, out=np.zeros(len(hit)), where=past.risk_chance < 1
        )
        load = past.inclusion
        added = np.where(hit, np.maximum(0.0, probability - past.risk_chance) * left, 0.0)
    days, place = np.unique(
        np.array([day.toordinal() for day in past.days], dtype=np.int64), return_inverse=True
    )
    sums = [np.bincount(place, weights=each, minlength=len(days)) for each in (hit, load, added)]
    return tuple(
        Day(date.fromordinal(int(day)), int(h), float(existing), float(more), capacity)
        for day, h, existing, more in zip(days, *sums, strict=True)
    )


def _overlap(code: str, rows: Rows, other: Rows) -> Overlap:
    both = len(np.intersect1d(rows, other, assume_unique=True))
    return Overlap(
        code, both, both / len(rows) if len(rows) else 0.0, both / len(other) if len(other) else 0.0
    )
