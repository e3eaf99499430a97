"""How a price a kilogram stands among earlier ones of the same goods: the trace of undervaluation.

No outcome is needed, so every declaration counts, examined or not. A group's mean and spread of log prices are those
of strictly earlier days, drawn towards the whole by `STRENGTH` declarations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tongguan.engines.risk_learning.encoding import key_of, keys_of, known_before
from tongguan.engines.risk_learning.frames import Floats, Frame, Ints, Row

STRENGTH = 5.0
SPREAD = 0.5
"""The spread of log prices that a group is thought to have before any is seen."""
FOREVER_DAYS = float("inf")
GROUPS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "price_among_goods": (("hs_code", 6), ("currency", 0)),
    "price_among_goods_origin": (("hs_code", 6), ("origin_country", 0), ("currency", 0)),
}


def log_price(frame: Frame) -> Floats:
    """The logarithm of price a kilogram, NaN where it is not above 0."""
    given = frame.numbers["price_per_kg"]
    return np.log(given, out=np.full(len(given), np.nan), where=given > 0)


@dataclass(frozen=True, slots=True)
class PriceTable:
    """For each group: (number, sum, sum of squares) of log prices."""

    sums: Mapping[str, tuple[float, float, float]]

    def score(self, key: str, value: float) -> float:
        """How many spreads below (negative) or above the group's mean a log price lies; NaN where unknown."""
        of, total, squares = self.sums.get(key, (0.0, 0.0, 0.0))
        return float(_score(np.array([value]), np.array([of]), np.array([total]), np.array([squares]))[0])


def _score(value: Floats, of: Floats, total: Floats, squares: Floats) -> Floats:
    mean = np.divide(total, of, out=np.zeros(len(of)), where=of > 0)
    scatter = np.maximum(0.0, squares - of * mean * mean)
    spread = np.sqrt((scatter + STRENGTH * SPREAD * SPREAD) / (of + STRENGTH))
    trust = of / (of + STRENGTH)
    return np.where(of > 0, trust * (value - mean) / spread, np.nan)


def price_scores(frame: Frame) -> dict[str, Floats]:
    """Each row among the declarations of earlier days, for each grouping."""
    value = log_price(frame)
    seen = ~np.isnan(value)
    filled = np.where(seen, value, 0.0)
    found = {}
    for name, parts in GROUPS.items():
        _keys, place = np.unique(keys_of(frame, parts), return_inverse=True)
        codes: Ints = place.astype(np.int64)
        total, of = known_before(codes, frame.day, frame.day, filled, seen, FOREVER_DAYS)
        squares, _of = known_before(codes, frame.day, frame.day, filled * filled, seen, FOREVER_DAYS)
        found[name] = _score(value, of, total, squares)
    return found


def price_tables(frame: Frame, day: int) -> dict[str, PriceTable]:
    """The sums over all declarations before a day."""
    value = log_price(frame)
    seen = ~np.isnan(value) & (frame.day < day)
    value = value[seen]
    found = {}
    for name, parts in GROUPS.items():
        keys, codes = np.unique(keys_of(frame, parts)[seen], return_inverse=True)
        columns = [
            np.bincount(codes, weights=weights, minlength=len(keys))
            for weights in (np.ones(len(value)), value, value * value)
        ]
        found[name] = PriceTable(
            {
                str(key): (float(n), round(float(total), 6), round(float(squares), 6))
                for key, n, total, squares in zip(keys, *columns, strict=True)
            }
        )
    return found


def scores_of(frame: Frame, tables: Mapping[str, PriceTable]) -> dict[str, Floats]:
    """Many rows against stored tables."""
    value = log_price(frame)
    found = {}
    for name, parts in GROUPS.items():
        keys, codes = np.unique(keys_of(frame, parts), return_inverse=True)
        sums = np.array([tables[name].sums.get(str(key), (0.0, 0.0, 0.0)) for key in keys]).reshape(-1, 3)
        of, total, squares = (sums[codes, column] for column in range(3))
        found[name] = _score(value, of, total, squares)
    return found


def score_of(row: Row, tables: Mapping[str, PriceTable]) -> dict[str, float]:
    """One row against stored tables."""
    price = row.get("price_per_kg")
    value = float(np.log(price)) if price is not None and price > 0 else float("nan")
    return {name: tables[name].score(key_of(row, parts), value) for name, parts in GROUPS.items()}
