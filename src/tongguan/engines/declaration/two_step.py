"""Declaring in two steps (两步申报): what the law of a day asks of the summary, and when the complete one is due.

GACC Announcements 127/2019 (pilot) and 216/2019 (whole country), reformed by 44/2025: a summary of nine items, two
items of logistics to confirm, two more under prohibition or restriction, five more under inspection or quarantine; then
the complete declaration under the same number within fourteen days of the transport's declared entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tongguan.engines.calendar import Calendar
from tongguan.engines.declaration.difference import Change
from tongguan.engines.declaration.model import GoodsDeclaration
from tongguan.engines.problems import Text

ITEMS: dict[str, tuple[str, ...]] = {
    "domestic_trader": ("consignee",),
    "conveyance": ("transport_mode", "conveyance_name"),
    "bill": ("bill_number",),
    "supervision_mode": ("supervision_mode",),
    "commodity_code": ("items/hs_code",),
    "goods_name": ("items/description",),
    "quantity": ("items/quantity", "items/unit"),
    "total_price": ("items/total_price", "items/currency"),
    "origin": ("items/origin_country",),
    "gross_mass": ("gross_mass_kg",),
    "containers": ("containers",),
    "licence": ("documents",),
    "container_lines": ("items/container_numbers",),
    "qualification": ("documents",),
    "full_code": ("items/hs_code",),
    "goods_attributes": ("items/goods_attributes",),
    "intended_use": ("items/intended_use",),
}
"""An item of the summary, as the law counts them → the fields of the neutral model that state it."""
TITLES: dict[str, Text] = {
    "domestic_trader": Text(zh="境内收发货人", en="Domestic trader"),
    "conveyance": Text(zh="运输方式/运输工具名称", en="Mode and name of transport"),
    "bill": Text(zh="提运单号", en="Bill of lading"),
    "supervision_mode": Text(zh="监管方式", en="Supervision mode"),
    "commodity_code": Text(zh="商品编号（至少 6 位）", en="Commodity code (6 digits at least)"),
    "goods_name": Text(zh="商品名称", en="Name of the goods"),
    "quantity": Text(zh="数量及单位", en="Quantity and unit"),
    "total_price": Text(zh="总价", en="Total price"),
    "origin": Text(zh="原产国（地区）", en="Country of origin"),
    "gross_mass": Text(zh="毛重", en="Gross mass"),
    "containers": Text(zh="集装箱号", en="Container numbers"),
    "licence": Text(zh="许可证件", en="Licence"),
    "container_lines": Text(zh="集装箱商品项号关系", en="Which line is in which container"),
    "qualification": Text(zh="产品资质", en="Product qualification"),
    "full_code": Text(zh="商品编号（10 位）", en="Commodity code (10 digits)"),
    "goods_attributes": Text(zh="货物属性", en="Attributes of the goods"),
    "intended_use": Text(zh="用途", en="Intended use"),
}
SHORTEST_CODE, FULL_CODE = 6, 10
"""Digits of a commodity code: what a summary states at least, and what an inspected line must state."""


@dataclass(frozen=True, slots=True)
class Pack:
    """The law of two-step declarations of one day; the tuples name `ITEMS`, `locked` the model's fields.

    `tick_boxes`: the trader says whether goods are controlled, inspected, taxable; without, the house finds out.
    `negative_list`: some goods cannot be declared in two steps. `credit` names the credit levels of importers that may.
    When papers are handed in is no field here: a declaration names its papers and none is handed in with it; customs
    asks for them at either step (`request_documents`).
    """

    since: dt.date | None
    title: Text
    summary: tuple[str, ...]
    logistics: tuple[str, ...]
    controlled: tuple[str, ...]
    inspected: tuple[str, ...]
    locked: tuple[str, ...]
    credit: tuple[str, ...]
    tick_boxes: bool
    negative_list: bool
    source: str
    verified: bool

    def items(self, *, controlled: bool, inspected: bool) -> tuple[str, ...]:
        """What the summary of such goods states: 9 + 2, 2 more if controlled, 5 more if inspected, each once."""
        more = (*(self.controlled if controlled else ()), *(self.inspected if inspected else ()))
        return tuple(dict.fromkeys((*self.summary, *self.logistics, *more)))


def last_day(entered: dt.date, limit_days: int, calendar: Calendar) -> dt.date:
    """The last day on which the complete declaration is in time.

    It is the day before the first one that the late declaration fee counts, which moves from a day off to the next
    working day (GACC Order 128 of 2005): whoever is in time owes no fee, whoever is late owes one.
    """
    first_late = calendar.next_working_day(entered + dt.timedelta(days=limit_days + 1))
    return first_late - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the complete declaration moved from its summary: what risk rules may ask."""

    fields_changed: int
    price_ratio: Decimal | None
    quantity_ratio: Decimal | None
    refined_codes: int

    def as_dict(self) -> dict[str, str | int | None]:
        """JSON-ready: ratios as text, None where one side is unknown."""
        return {
            "summary_fields_changed": self.fields_changed,
            "summary_price_ratio": _text(self.price_ratio),
            "summary_quantity_ratio": _text(self.quantity_ratio),
            "summary_refined_codes": self.refined_codes,
        }


def shift(summary: GoodsDeclaration, complete: GoodsDeclaration, changes: Sequence[Change]) -> Shift:
    """The size of the change: fields that had another value before (not those filled in), and ratios of the sums."""
    codes = sum(1 for change in changes if not change.added and change.pointer.endswith("/hs_code"))
    return Shift(
        fields_changed=sum(1 for change in changes if not change.added),
        price_ratio=_ratio(
            (item.total_price for item in complete.items), (item.total_price for item in summary.items)
        ),
        quantity_ratio=_ratio(
            (item.quantity for item in complete.items), (item.quantity for item in summary.items)
        ),
        refined_codes=codes,
    )


def _ratio(parts: Iterable[Decimal | None], wholes: Iterable[Decimal | None]) -> Decimal | None:
    part, whole = list(parts), list(wholes)
    if None in part or None in whole:
        return None
    below = sum((value for value in whole if value is not None), Decimal(0))
    above = sum((value for value in part if value is not None), Decimal(0))
    return (above / below).quantize(Decimal("0.0001")) if below else None


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
