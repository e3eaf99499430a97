"""Past outcomes as features, each row seeing only what was known before its day.

A category's rate is Σ w·y / Σ w over outcomes that were *resolved on an earlier day*, w halving every `half_life_days`,
drawn towards the rate of all by `STRENGTH` outcomes (an empirical-Bayes mean: D. Micci-Barreca, SIGKDD Explorations 3,
2001; in the order of time as in L. Prokhorenkova et al., CatBoost, NeurIPS 2018). An outcome never enters the
encoding of its own row, nor that of any row before it was known: with permuted labels the model must find nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tongguan.engines.risk_learning.frames import Flags, Floats, Frame, Ints, Row, Texts

STRENGTH = 12.0
HALF_LIFE_DAYS = 180.0
SEPARATOR = "\x1f"
KEYS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "importer": (("trader_code", 0),),
    "declarant": (("declarant_code", 0),),
    "importer_goods": (("trader_code", 0), ("hs_code", 4)),
    "goods": (("hs_code", 6),),
    "chapter": (("hs_code", 2),),
    "origin": (("origin_country", 0),),
    "goods_origin": (("hs_code", 6), ("origin_country", 0)),
    "route": (("departure_country", 0), ("origin_country", 0)),
    "office": (("customs_office", 0), ("transport_mode", 0)),
    "supervision": (("supervision_mode", 0),),
    "credit": (("credit_level", 0),),
}
"""Each category: text columns and how many characters of each (0: all)."""


def key_of(row: Row, parts: tuple[tuple[str, int], ...]) -> str:
    """One row's category."""
    return SEPARATOR.join(str(row.get(name) or "")[: length or None] for name, length in parts)


def keys_of(frame: Frame, parts: tuple[tuple[str, int], ...]) -> Texts:
    """Each row's category."""
    found: Texts | None = None
    for name, length in parts:
        column = frame.text[name].astype(f"U{length}") if length else frame.text[name]
        found = column if found is None else np.char.add(np.char.add(found, SEPARATOR), column)
    assert found is not None
    return found


@dataclass(frozen=True, slots=True)
class Rates:
    """Sums for one category at the end of training: key → (weighed findings, weighed outcomes)."""

    sums: Mapping[str, tuple[float, float]]

    def rate(self, key: str, base: float) -> tuple[float, float]:
        """(smoothed rate, effective number of outcomes)."""
        good, of = self.sums.get(key, (0.0, 0.0))
        return (good + STRENGTH * base) / (of + STRENGTH), of


def known_before(
    codes: Ints, day: Ints, resolved: Ints, label: Floats, seen: Flags, half_life_days: float = HALF_LIFE_DAYS
) -> tuple[Floats, Floats]:
    """(weighed sum of labels, weighed number) for each row over the rows of its code that were seen and resolved
    before its day. `codes` are whole numbers from 0; O(n log n)."""
    decay = np.log(2) / half_life_days
    start = int(min(day.min(), resolved.min())) if len(day) else 0
    span = int(max(day.max(), resolved.max())) - start + 2 if len(day) else 2
    rows = np.flatnonzero(seen)
    place = codes[rows] * span + (resolved[rows] - start)
    order = np.argsort(place, kind="stable")
    place, rows = place[order], rows[order]
    grown = np.exp(decay * (resolved[rows] - start))
    sums = np.concatenate([[0.0], np.cumsum(label[rows] * grown)])
    weights = np.concatenate([[0.0], np.cumsum(grown)])
    first = np.searchsorted(place, codes * span)
    until = np.searchsorted(place, codes * span + (day - start))  # strictly before the day
    shrink = np.exp(-decay * (day - start))
    return (sums[until] - sums[first]) * shrink, (weights[until] - weights[first]) * shrink


@dataclass(frozen=True, slots=True)
class Encoded:
    """Rates and effective numbers of one category for each row."""

    rate: Floats
    of: Floats


def encode(frame: Frame) -> tuple[dict[str, Encoded], Floats]:
    """Every category's rate for each row as known on the eve of its day, and the rate of all then."""
    label = frame.finding.astype(float)
    nothing = np.zeros(frame.count, dtype=np.int64)
    good, of = known_before(nothing, frame.day, frame.resolved, label, frame.examined)
    base = (good + 1) / (of + 20)  # before anything is known: 5 of 100
    found = {}
    for name, parts in KEYS.items():
        _keys, codes = np.unique(keys_of(frame, parts), return_inverse=True)
        good, of = known_before(codes.astype(np.int64), frame.day, frame.resolved, label, frame.examined)
        found[name] = Encoded((good + STRENGTH * base) / (of + STRENGTH), of)
    return found, base


def tables_at(
    frame: Frame, day: int, half_life_days: float = HALF_LIFE_DAYS
) -> tuple[dict[str, Rates], float]:
    """The same sums as they stand on a day, for rows that come then or later; and the rate of all."""
    seen = frame.examined & (frame.resolved < day)
    weight = np.where(seen, np.exp2(-(day - frame.resolved) / half_life_days), 0.0)
    label = frame.finding * weight
    found = {}
    for name, parts in KEYS.items():
        keys, codes = np.unique(keys_of(frame, parts)[seen], return_inverse=True)
        good = np.bincount(codes, weights=label[seen], minlength=len(keys))
        of = np.bincount(codes, weights=weight[seen], minlength=len(keys))
        found[name] = Rates(
            {
                str(key): (round(float(g), 6), round(float(n), 6))
                for key, g, n in zip(keys, good, of, strict=True)
            }
        )
    return found, float((label.sum() + 1) / (weight.sum() + 20))
