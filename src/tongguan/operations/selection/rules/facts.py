"""What risk rules may ask of a declaration: its lodged content and what is known of its trader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongguan.engines.problems import Text
from tongguan.engines.targeting import Facts, Field, FieldType, Schema, facts_of

T, N = FieldType.TEXT, FieldType.NUMBER

HEAD = (
    Field("flow", T, Text(zh="进出口标志", en="Import or export")),
    Field("customs_office", T, Text(zh="申报地海关", en="Customs office")),
    Field("border_port", T, Text(zh="进出境口岸", en="Port of entry or exit")),
    Field("supervision_mode", T, Text(zh="监管方式", en="Supervision mode")),
    Field("levy_nature", T, Text(zh="征免性质", en="Nature of levy")),
    Field("transport_mode", T, Text(zh="运输方式", en="Mode of transport")),
    Field("conveyance_imo", T, Text(zh="船舶 IMO 编号", en="IMO number")),
    Field("trade_country", T, Text(zh="贸易国", en="Trading country")),
    Field("departure_country", T, Text(zh="启运国", en="Country of dispatch")),
    Field("destination_country", T, Text(zh="运抵国", en="Country of destination")),
    Field("package_count", N, Text(zh="件数", en="Packages")),
    Field("gross_mass_kg", N, Text(zh="毛重（千克）", en="Gross mass (kg)")),
    Field("net_mass_kg", N, Text(zh="净重（千克）", en="Net mass (kg)")),
    Field("net_share", N, Text(zh="净重占毛重", en="Net as a share of gross mass")),
    Field("trader_code", T, Text(zh="收发货人代码", en="Trader code")),
    Field("declarant_code", T, Text(zh="申报单位代码", en="Declarant code")),
    Field("credit_level", T, Text(zh="企业信用等级", en="Credit level of the trader")),
    Field("line_count", N, Text(zh="商品项数", en="Lines")),
    Field("container_count", N, Text(zh="集装箱数", en="Containers")),
    Field("total_price", N, Text(zh="成交总价", en="Total price")),
    Field("currency", T, Text(zh="币制", en="Currency")),
    Field("trader_declarations", N, Text(zh="该企业此前申报票数", en="Earlier declarations of the trader")),
    Field("stage", T, Text(zh="申报步骤", en="Step of declaring")),
    Field(
        "summary_fields_changed", N, Text(zh="完整申报改动概要字段数", en="Fields changed since the summary")
    ),
    Field("summary_price_ratio", N, Text(zh="完整申报总价与概要之比", en="Price against the summary's")),
    Field(
        "summary_quantity_ratio", N, Text(zh="完整申报数量与概要之比", en="Quantity against the summary's")
    ),
    Field("summary_refined_codes", N, Text(zh="细化的商品编号数", en="Commodity codes given more digits")),
    Field("late_days", N, Text(zh="完整申报逾期天数", en="Days the complete declaration is late")),
    Field("trader_findings", N, Text(zh="该企业此前查获次数", en="Earlier findings with the trader")),
)
LINE = (
    Field("hs_code", T, Text(zh="商品编号", en="Commodity code"), line=True),
    Field("description", T, Text(zh="商品名称", en="Description"), line=True),
    Field("origin_country", T, Text(zh="原产国", en="Origin"), line=True),
    Field("destination_country", T, Text(zh="最终目的国", en="Destination"), line=True),
    Field("quantity", N, Text(zh="成交数量", en="Quantity"), line=True),
    Field("unit", T, Text(zh="成交单位", en="Unit"), line=True),
    Field("unit_price", N, Text(zh="单价", en="Unit price"), line=True),
    Field("total_price", N, Text(zh="总价", en="Total price"), line=True),
    Field("currency", T, Text(zh="币制", en="Currency"), line=True),
    Field("net_mass_kg", N, Text(zh="净重（千克）", en="Net mass (kg)"), line=True),
    Field("price_per_kg", N, Text(zh="每千克单价", en="Price per kg"), line=True),
    Field("levy_mode", T, Text(zh="征免方式", en="Levy mode"), line=True),
)
SCHEMA = Schema(HEAD + LINE)


KILOGRAM = "035"
"""The code of the kilogram in the unit list of the declaration form."""


def facts_of_declaration(snapshot: Mapping[str, Any], history: Mapping[str, Any]) -> Facts:
    """The snapshot of a lodged declaration (flat, with `items`) and its trader's history, typed; ratios added."""
    items = [{**item, "net_mass_kg": _mass(item)} for item in snapshot.get("items", ())]
    facts = facts_of({**snapshot, **history}, items, SCHEMA)
    head = {**facts.head, "net_share": _ratio(facts.head["net_mass_kg"], facts.head["gross_mass_kg"])}
    lines = tuple(
        {**line, "line.price_per_kg": _ratio(line["line.total_price"], line["line.net_mass_kg"])}
        for line in facts.lines
    )
    return Facts(head, lines)


def _mass(item: Mapping[str, Any]) -> Any:
    """A line's net mass where stated, else the statutory quantity that is in kilograms."""
    if item.get("net_mass_kg") is not None:
        return item["net_mass_kg"]
    for quantity, unit in (("first_quantity", "first_unit"), ("second_quantity", "second_unit")):
        if item.get(unit) == KILOGRAM:
            return item.get(quantity)
    return None


def _ratio(part: Any, whole: Any) -> Any:
    return part / whole if part is not None and whole else None
