"""The features of a model, in one order, for rows as they were known then and for rows that come now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongguan.engines.problems import Text
from tongguan.engines.risk_learning.encoding import KEYS, Rates, encode, key_of, keys_of, tables_at
from tongguan.engines.risk_learning.excess import (
    CATEGORIES,
    ExcessTable,
    excess_now,
    excess_of,
    excess_tables,
    excess_then,
)
from tongguan.engines.risk_learning.frames import NUMBERS, Floats, Frame, Row
from tongguan.engines.risk_learning.prices import (
    GROUPS,
    PriceTable,
    price_scores,
    price_tables,
    score_of,
    scores_of,
)

Matrix = NDArray[np.float64]
COUNTED = ("importer", "declarant", "importer_goods", "goods", "goods_origin")
"""Categories whose number of outcomes says something, too: how far to trust the rate, and whether a firm is new."""
FIRST = (
    *(f"{name}_rate" for name in KEYS),
    *(f"{name}_outcomes" for name in COUNTED),
    *GROUPS,
    *NUMBERS,
)
"""What needs no second look at past outcomes."""
FEATURES = (*FIRST, *(f"{name}_excess" for name in CATEGORIES))
TITLES: Mapping[str, Text] = {
    "importer_rate": Text(zh="该企业以往查获率", en="past hit rate of the trader"),
    "declarant_rate": Text(zh="该申报单位以往查获率", en="past hit rate of the declarant"),
    "importer_goods_rate": Text(zh="该企业同类商品查获率", en="past hit rate of the trader with such goods"),
    "goods_rate": Text(zh="该商品（六位编码）查获率", en="past hit rate of the goods (six digits)"),
    "chapter_rate": Text(zh="该章商品查获率", en="past hit rate of the chapter"),
    "origin_rate": Text(zh="该原产国查获率", en="past hit rate of the origin"),
    "goods_origin_rate": Text(
        zh="该商品与原产国组合查获率", en="past hit rate of the goods from this origin"
    ),
    "route_rate": Text(zh="该启运国与原产国组合查获率", en="past hit rate of the route"),
    "office_rate": Text(zh="该海关与运输方式查获率", en="past hit rate at the office by this transport"),
    "supervision_rate": Text(zh="该监管方式查获率", en="past hit rate of the supervision mode"),
    "credit_rate": Text(zh="该信用等级查获率", en="past hit rate of the credit level"),
    "importer_outcomes": Text(zh="该企业以往查验次数", en="past examinations of the trader"),
    "declarant_outcomes": Text(zh="该申报单位以往查验次数", en="past examinations of the declarant"),
    "importer_goods_outcomes": Text(
        zh="该企业同类商品查验次数", en="past examinations of the trader's such goods"
    ),
    "goods_outcomes": Text(zh="该商品以往查验次数", en="past examinations of the goods"),
    "goods_origin_outcomes": Text(
        zh="该商品与原产国组合查验次数", en="past examinations of goods and origin"
    ),
    "importer_excess": Text(zh="该企业自身风险（扣除其他因素）", en="the trader's own risk beyond the rest"),
    "declarant_excess": Text(
        zh="该申报单位自身风险（扣除其他因素）", en="the declarant's own risk beyond the rest"
    ),
    "importer_goods_excess": Text(
        zh="该企业同类商品自身风险（扣除其他因素）", en="risk of the trader's such goods beyond the rest"
    ),
    "goods_excess": Text(zh="该商品自身风险（扣除其他因素）", en="risk of the goods beyond the rest"),
    "origin_excess": Text(zh="该原产国自身风险（扣除其他因素）", en="risk of the origin beyond the rest"),
    "goods_origin_excess": Text(
        zh="该商品与原产国组合自身风险（扣除其他因素）",
        en="risk of goods and origin together beyond the rest",
    ),
    "price_among_goods": Text(zh="单价与同类商品相比", en="price per kg among the same goods"),
    "price_among_goods_origin": Text(
        zh="单价与同产地同类商品相比", en="price per kg among the same goods and origin"
    ),
    "price": Text(zh="总价", en="total price"),
    "mass_kg": Text(zh="净重", en="net mass"),
    "price_per_kg": Text(zh="每千克单价", en="price per kg"),
    "line_count": Text(zh="商品项数", en="number of lines"),
    "net_share": Text(zh="净重占毛重", en="net as a share of gross mass"),
    "package_count": Text(zh="件数", en="packages"),
    "trader_declarations": Text(zh="该企业此前申报票数", en="earlier declarations of the trader"),
    "trader_findings": Text(zh="该企业此前查获次数", en="earlier findings with the trader"),
}


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything that was learned by counting, as it stood on `day` (an ordinal)."""

    day: int
    base: float
    rates: Mapping[str, Rates]
    prices: Mapping[str, PriceTable]
    excess: Mapping[str, ExcessTable]


def tables_of(frame: Frame, day: int, said: Floats) -> Tables:
    """Count what was known before a day; `said`: see `excess`."""
    rates, base = tables_at(frame, day)
    return Tables(day, base, rates, price_tables(frame, day), excess_tables(frame, said, day))


def first_then(frame: Frame) -> Matrix:
    """(rows × FIRST): each row by what was known on the eve of its day. For training."""
    encoded, _base = encode(frame)
    prices = price_scores(frame)
    return np.column_stack(
        [
            *(each.rate for each in encoded.values()),
            *(np.log1p(encoded[name].of) for name in COUNTED),
            *prices.values(),
            *_plain(frame),
        ]
    )


def known_then(frame: Frame, first: Matrix, said: Floats) -> Matrix:
    """(rows × FEATURES): the same with the excesses over what the first features said."""
    return np.column_stack([first, *excess_then(frame, said).values()])


def known_now(frame: Frame, tables: Tables) -> Matrix:
    """(rows × FEATURES): each row by stored tables. For scoring a batch."""
    rates, counts = [], {}
    for name, parts in KEYS.items():
        keys, codes = np.unique(keys_of(frame, parts), return_inverse=True)
        pairs = [tables.rates[name].rate(str(key), tables.base) for key in keys]
        found = np.array(pairs, dtype=float).reshape(-1, 2)[codes]
        rates.append(found[:, 0])
        counts[name] = np.log1p(found[:, 1])
    prices = scores_of(frame, tables.prices)
    counted = (counts[name] for name in COUNTED)
    excess = excess_now(frame, tables.excess)
    return np.column_stack([*rates, *counted, *prices.values(), *_plain(frame), *excess.values()])


def known_of(row: Row, tables: Tables) -> Matrix:
    """(1 × FEATURES): the same for one row, without columns."""
    found = {name: tables.rates[name].rate(key_of(row, parts), tables.base) for name, parts in KEYS.items()}
    values = [
        *(rate for rate, _of in found.values()),
        *(np.log1p(found[name][1]) for name in COUNTED),
        *score_of(row, tables.prices).values(),
        *(_logged(row.get(name), name) for name in NUMBERS),
        *excess_of(row, tables.excess).values(),
    ]
    return np.array([values], dtype=float)


UNLOGGED = frozenset({"net_share"})


def _plain(frame: Frame) -> list[Matrix]:
    found = []
    for name in NUMBERS:
        column = frame.numbers[name]
        if name not in UNLOGGED:
            column = np.log1p(column, out=np.full(len(column), np.nan), where=column >= 0)
        found.append(column)
    return found


def _logged(value: float | None, name: str) -> float:
    if value is None:
        return float("nan")
    if name in UNLOGGED:
        return float(value)
    return float(np.log1p(value)) if value >= 0 else float("nan")
