"""The features of a model, in one order, for rows as they were known then and for rows that come now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log1p

import numpy as np
from numpy.typing import NDArray

from tongguan.engines.problems import Text
from tongguan.engines.risk_learning.categories import KEYS, key_of, keys_of
from tongguan.engines.risk_learning.effects import EffectTable, settled, settled_alone
from tongguan.engines.risk_learning.frames import NUMBERS, Floats, Frame, Row
from tongguan.engines.risk_learning.prices import PriceTable, place_of, places_of
from tongguan.engines.risk_learning.profiles import Profile, plain_alone

Matrix = NDArray[np.float64]
COUNTED = ("importer", "declarant", "importer_goods", "goods", "goods_origin")
"""Categories whose number of outcomes says something, too: how far to trust the effect, and whether a firm is new."""
EFFECTS = tuple(f"{name}_effect" for name in KEYS)
PLACE = "price_place"
FEATURES = (*EFFECTS, *(f"{name}_outcomes" for name in COUNTED), PLACE, *NUMBERS)
PLACES = {name: number for number, name in enumerate(FEATURES)}
TITLES: Mapping[str, Text] = {
    "importer_effect": Text(zh="该企业自身风险", en="the trader's own risk"),
    "declarant_effect": Text(zh="该申报单位自身风险", en="the declarant's own risk"),
    "importer_goods_effect": Text(zh="该企业同类商品风险", en="risk of the trader's such goods"),
    "goods_effect": Text(zh="该商品（六位编码）自身风险", en="risk of the goods (six digits)"),
    "chapter_effect": Text(zh="该章商品风险", en="risk of the chapter"),
    "origin_effect": Text(zh="该原产国自身风险", en="risk of the origin"),
    "goods_origin_effect": Text(zh="该商品与原产国组合风险", en="risk of the goods from this origin"),
    "route_effect": Text(zh="该启运国与原产国组合风险", en="risk of the route"),
    "office_effect": Text(zh="该海关与运输方式风险", en="risk at the office by this transport"),
    "supervision_effect": Text(zh="该监管方式风险", en="risk of the supervision mode"),
    "credit_effect": Text(zh="该信用等级风险", en="risk of the credit level"),
    "importer_outcomes": Text(zh="该企业以往查验次数", en="past examinations of the trader"),
    "declarant_outcomes": Text(zh="该申报单位以往查验次数", en="past examinations of the declarant"),
    "importer_goods_outcomes": Text(
        zh="该企业同类商品查验次数", en="past examinations of the trader's such goods"
    ),
    "goods_outcomes": Text(zh="该商品以往查验次数", en="past examinations of the goods"),
    "goods_origin_outcomes": Text(
        zh="该商品与原产国组合查验次数", en="past examinations of goods and origin"
    ),
    PLACE: Text(zh="单价与同产地同类商品相比", en="price per kg among the same goods and origin"),
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
    prices: PriceTable
    effects: Mapping[str, EffectTable]


def matrix_of(frame: Frame, place: Floats, added: Floats, outcomes: Mapping[str, Floats]) -> Matrix:
    """(rows × FEATURES) from its parts."""
    counted = (np.log1p(outcomes[name]) for name in COUNTED)
    return np.column_stack([added, *counted, place, *_plain(frame)])


def known_now(frame: Frame, tables: Tables, profile: Profile) -> Matrix:
    """(rows × FEATURES): each row by stored tables. For scoring a batch."""
    known, outcomes = [], {}
    for name, parts in KEYS.items():
        keys, codes = np.unique(keys_of(frame, parts), return_inverse=True)
        table = tables.effects[name]
        found = np.array([table.of(str(key)) for key in keys], dtype=float)
        found = found.reshape(len(keys), -1)[codes]
        known.append(found[:, :-2])
        outcomes[name] = found[:, -2]
    place = places_of(frame, tables.prices)
    return matrix_of(frame, place, settled(profile.plain(place), np.stack(known, axis=1)), outcomes)


def known_of(row: Row, tables: Tables, profile: Profile) -> Matrix:
    """(1 × FEATURES): the same for one row, without columns."""
    found = {name: tables.effects[name].of(key_of(row, parts)) for name, parts in KEYS.items()}
    place = place_of(row, tables.prices)
    values = [
        *settled_alone(plain_alone(profile, place), list(found.values())),
        *(log1p(found[name][-2]) for name in COUNTED),
        place,
        *(_logged(row.get(name), name) for name in NUMBERS),
    ]
    return np.array([values], dtype=float)


UNLOGGED = frozenset({"net_share"})


def _plain(frame: Frame) -> list[Floats]:
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
    return log1p(value) if value >= 0 else float("nan")
