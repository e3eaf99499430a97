"""Codes must be known, and must go together."""

from __future__ import annotations

from collections.abc import Iterator

from tongguan.engines.declaration.facts import Facts
from tongguan.engines.declaration.labels import LABELS
from tongguan.engines.declaration.model import GoodsDeclaration
from tongguan.engines.declaration.rules.rule import Finding, Rule
from tongguan.engines.identifiers import HS_CODE

LISTS = "GACC: code lists of the declaration form"

# Field → the list its code comes from.
HEAD_TABLES = {
    "customs_office": "customs_office",
    "supervision_mode": "supervision_mode",
    "levy_nature": "levy_nature",
    "transport_mode": "transport_mode",
    "departure_country": "country",
    "destination_country": "country",
    "trade_country": "country",
    "departure_port": "port",
    "call_port": "port",
    "border_port": "domestic_port",
    "transaction_mode": "transaction_mode",
    "package_type": "package_type",
}
ITEM_TABLES = {
    "origin_country": "country",
    "destination_country": "country",
    "unit": "unit",
    "first_unit": "unit",
    "second_unit": "unit",
    "currency": "currency",
    "levy_mode": "levy_mode",
}
CHARGES = ("freight", "insurance", "other_charges")


class CodesKnown(Rule):
    """{label}: the code '{value}' is not in the list."""

    code = "declaration.unknown_code"
    source = LISTS
    zh = "{label}：代码“{value}”不在代码表中"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Every coded field that is filled and whose list is known."""
        for name, table in HEAD_TABLES.items():
            value = getattr(declaration, name)
            if value and facts.has_code(table, value) is False:
                yield f"/{name}", {"label": LABELS[name], "value": value}
        for name in CHARGES:
            money = getattr(declaration, name)
            if money is not None and facts.has_code("currency", money.currency) is False:
                yield f"/{name}/currency", {"label": LABELS["currency"], "value": money.currency}
        for index, container in enumerate(declaration.containers):
            if container.spec and facts.has_code("container_spec", container.spec) is False:
                yield f"/containers/{index}/spec", {"label": LABELS["spec"], "value": container.spec}
        for index, item in enumerate(declaration.items):
            for name, table in ITEM_TABLES.items():
                value = getattr(item, name)
                if value and facts.has_code(table, value) is False:
                    yield f"/items/{index}/{name}", {"label": LABELS[name], "value": value}


class CommodityCodeKnown(Rule):
    """The commodity code '{value}' is not in the tariff."""

    code = "declaration.unknown_commodity"
    source = LISTS
    zh = "商品编号“{value}”不在税则中"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """At least eight digits, and its units are known."""
        for index, item in enumerate(declaration.items):
            value = item.hs_code
            if value and (len(value) < 8 or not HS_CODE.is_valid(value) or facts.units_of(value) is None):
                yield f"/items/{index}/hs_code", {"value": value}


class UnitsMatchCommodity(Rule):
    """{label} '{value}' is not the statutory unit '{expected}' of commodity {hs_code}."""

    code = "declaration.unit_mismatch"
    source = "GACC: statutory units of the tariff (HS 8)"
    zh = "{label}“{value}”与商品 {hs_code} 的法定计量单位“{expected}”不符"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """First and second unit of each line whose commodity is known."""
        for index, item in enumerate(declaration.items):
            units = facts.units_of(item.hs_code) if item.hs_code else None
            if units is None:
                continue
            for name, expected in zip(("first_unit", "second_unit"), units, strict=True):
                value = getattr(item, name)
                if value != expected and (value or name == "second_unit"):
                    yield f"/items/{index}/{name}", {
                        "label": LABELS[name], "value": value, "expected": expected, "hs_code": item.hs_code
                    }  # fmt: skip


class SecondQuantityWithUnit(Rule):
    """The second statutory quantity and its unit must be stated together."""

    code = "declaration.second_quantity"
    source = "GACC: statutory units of the tariff (HS 8)"
    zh = "法定第二数量与法定第二计量单位须同时填报"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Both or neither."""
        for index, item in enumerate(declaration.items):
            if (item.second_quantity is None) != (not item.second_unit):
                yield f"/items/{index}/second_quantity", {}


class PortServesTransport(Rule):
    """No goods arrive at or leave {port} by mode of transport {mode}."""

    code = "declaration.transport_port"
    source = "UN/LOCODE (UNECE Recommendation 16): functions of a location"
    zh = "口岸 {port} 没有运输方式 {mode} 的进出境货物"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Only for ports whose excluded modes are known."""
        port, mode = declaration.border_port, declaration.transport_mode
        if mode and mode in (facts.attribute("port_transport", port, "refused_modes") or "").split():
            yield "/transport_mode", {"port": port, "mode": mode}


class LevyNatureFitsMode(Rule):
    """The nature of levy {nature} does not go with the supervision mode {mode}."""

    code = "declaration.mode_levy_pair"
    source = "GACC: correspondence of supervision mode and nature of levy"
    zh = "征免性质 {nature} 与监管方式 {mode} 不匹配"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Only for modes whose pairs are known."""
        allowed = facts.levy_natures_of(declaration.supervision_mode)
        nature = declaration.levy_nature
        if allowed is not None and nature and nature not in allowed:
            yield "/levy_nature", {"nature": nature, "mode": declaration.supervision_mode}
