"""How a price a kilogram stands among earlier ones of the same goods: the trace of undervaluation.

The logarithm of what goods cost is the goods' centre + the origin's part + what goods and origin have together, each
drawn towards nothing by `STRENGTH` declarations; the place is how many spreads a price lies off. Centres are found
by reweighting (P. Holland, R. Welsch, 1977), so that the undervalued do not hide themselves by pulling them down, and
the recent counts more. No outcome is needed: every declaration counts, examined or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tongguan.engines.risk_learning.categories import Coded, coded, key_of, keys_of
from tongguan.engines.risk_learning.frames import Flags, Floats, Frame, Ints, Row

STRENGTH = 5.0
SPREAD_STRENGTH = 20.0
HALF_LIFE_DAYS = 180.0
ROUNDS = 8
GOODS = (("hs_code", 6), ("currency", 0))
ORIGIN = (("origin_country", 0),)
PAIR = (("hs_code", 6), ("origin_country", 0), ("currency", 0))
GROUPS = {"goods": GOODS, "origin": ORIGIN, "pair": PAIR}


def log_price(frame: Frame) -> Floats:
    """The logarithm of price a kilogram, NaN where it is not above 0."""
    given = frame.numbers["price_per_kg"]
    return np.log(given, out=np.full(len(given), np.nan), where=given > 0)


@dataclass(frozen=True)
class Centres:
    """What goods, origins and both together cost, by the numbers of their keys; NaN for goods without prices."""

    goods: Floats
    spread: Floats
    origin: Floats
    pair: Floats

    def places(self, value: Floats, goods: Ints, origin: Ints, pair: Ints) -> Floats:
        """Each price's distance from what is expected, in spreads."""
        expected = self.goods[goods] + self.origin[origin] + self.pair[pair]
        return np.asarray((value - expected) / self.spread[goods], dtype=float)


def grouped(frame: Frame) -> dict[str, Coded]:
    """The rows' groups by number, once for many days."""
    return {name: coded(frame, parts) for name, parts in GROUPS.items()}


def centres(frame: Frame, groups: Mapping[str, Coded], value: Floats, until: Flags, day: int) -> Centres:
    """From the prices of some rows, as seen on a day."""
    rows = np.flatnonzero(until & ~np.isnan(value))
    (goods, origin, pair), v = (groups[name].codes[rows] for name in GROUPS), value[rows]
    sizes = [len(groups[name].keys) for name in GROUPS]
    recent = np.exp2(-(day - frame.day[rows]) / HALF_LIFE_DAYS)
    of_goods, of_origin, of_pair = (np.zeros(size) for size in sizes)
    weight, rest, width = recent, v, 0.5
    for _round in range(ROUNDS):
        of_goods = _mean(goods, weight, v - of_origin[origin] - of_pair[pair], sizes[0], 1e-9)
        of_origin = _mean(origin, weight, v - of_goods[goods] - of_pair[pair], sizes[1], STRENGTH)
        of_pair = _mean(pair, weight, v - of_goods[goods] - of_origin[origin], sizes[2], STRENGTH)
        rest = v - of_goods[goods] - of_origin[origin] - of_pair[pair]
        width = max(1.4826 * float(np.median(np.abs(rest))), 1e-3) if len(rest) else width
        weight = recent / (1 + (rest / (2 * width)) ** 2) ** 2
    square = np.minimum(rest * rest, 4 * width * width)
    spread = np.sqrt(
        (np.bincount(goods, recent * square, sizes[0]) + SPREAD_STRENGTH * width * width)
        / (np.bincount(goods, recent, sizes[0]) + SPREAD_STRENGTH)
    )
    seen = np.bincount(goods, minlength=sizes[0]) > 0
    return Centres(np.where(seen, of_goods, np.nan), spread, of_origin, of_pair)


def _mean(codes: Ints, weight: Floats, value: Floats, size: int, strength: float) -> Floats:
    over = np.bincount(codes, weight * value, size)
    return np.asarray(over / (np.bincount(codes, weight, size) + strength), dtype=float)


@dataclass(frozen=True, slots=True)
class PriceTable:
    """The same by the keys themselves: goods → (centre, spread), origin → part, pair → part."""

    goods: Mapping[str, tuple[float, float]]
    origin: Mapping[str, float]
    pair: Mapping[str, float]

    def place(self, goods: str, origin: str, pair: str, value: float) -> float:
        """How many spreads a log price lies below (negative) or above what is expected; NaN where unknown."""
        centre, spread = self.goods.get(goods, (float("nan"), 1.0))
        return (value - centre - self.origin.get(origin, 0.0) - self.pair.get(pair, 0.0)) / spread


def price_table(found: Centres, groups: Mapping[str, Coded]) -> PriceTable:
    """For scoring what comes later."""
    goods = zip(groups["goods"].keys, found.goods, found.spread, strict=True)
    return PriceTable(
        {str(key): (round(float(a), 6), round(float(b), 6)) for key, a, b in goods if not np.isnan(a)},
        _rounded(groups["origin"], found.origin),
        _rounded(groups["pair"], found.pair),
    )


def _rounded(group: Coded, values: Floats) -> dict[str, float]:
    return {str(key): round(float(a), 6) for key, a in zip(group.keys, values, strict=True) if a}


def places_of(frame: Frame, table: PriceTable) -> Floats:
    """Many rows against a stored table."""
    keys = (keys_of(frame, parts).tolist() for parts in GROUPS.values())
    rows = zip(*keys, log_price(frame).tolist(), strict=True)
    return np.array([table.place(*row) for row in rows], dtype=float)


def place_of(row: Row, table: PriceTable) -> float:
    """One row against a stored table."""
    price = row.get("price_per_kg")
    value = float(np.log(price)) if price is not None and price > 0 else float("nan")
    return table.place(*(key_of(row, parts) for parts in GROUPS.values()), value)
