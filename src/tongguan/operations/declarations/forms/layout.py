"""Which fields stand where, and which code list each is picked from. Labels are the engine's."""

from __future__ import annotations

from dataclasses import dataclass

from tongguan.engines.problems import Text

Groups = tuple[tuple[Text, tuple[str, ...]], ...]
GROUPS: Groups = (
    (
        Text(zh="申报", en="Declaration"),
        (
            "flow",
            "customs_office",
            "supervision_mode",
            "levy_nature",
            "transaction_mode",
            "trader_reference",
            "contract_number",
            "filing_number",
        ),
    ),
    (
        Text(zh="有关各方", en="Parties"),
        (
            "consignee.code",
            "consignee.name",
            "consignor.code",
            "consignor.name",
            "owner.code",
            "owner.name",
            "declarant.code",
            "declarant.name",
        ),
    ),
    (
        Text(zh="运输", en="Transport"),
        (
            "transport_mode",
            "conveyance_name",
            "conveyance_imo",
            "voyage_number",
            "bill_number",
            "movement_date",
            "departure_country",
            "destination_country",
            "trade_country",
            "departure_port",
            "call_port",
            "border_port",
            "goods_location",
        ),
    ),
    (
        Text(zh="件数、重量与费用", en="Packages, masses and charges"),
        (
            "package_count",
            "package_type",
            "gross_mass_kg",
            "net_mass_kg",
            "freight.amount",
            "freight.currency",
            "insurance.amount",
            "insurance.currency",
            "other_charges.amount",
            "other_charges.currency",
            "note",
        ),
    ),
)
ITEM = (
    "hs_code",
    "description",
    "specification",
    "quantity",
    "unit",
    "unit_price",
    "total_price",
    "currency",
    "origin_country",
    "destination_country",
    "first_quantity",
    "first_unit",
    "second_quantity",
    "second_unit",
    "net_mass_kg",
    "gross_mass_kg",
    "levy_mode",
    "intended_use",
    "goods_attributes",
    "container_numbers",
)
SUMMARY_GROUPS: Groups = (
    (
        Text(zh="谁、在哪里申报", en="Who declares, and where"),
        (
            "customs_office",
            "supervision_mode",
            "consignee.code",
            "consignee.name",
            "declarant.code",
            "declarant.name",
        ),
    ),
    (
        Text(zh="怎样运来", en="How the goods come"),
        (
            "transport_mode",
            "conveyance_name",
            "voyage_number",
            "bill_number",
            "movement_date",
            "gross_mass_kg",
        ),
    ),
)
SUMMARY_ITEM = (
    "hs_code",
    "description",
    "quantity",
    "unit",
    "total_price",
    "currency",
    "origin_country",
    "intended_use",
    "goods_attributes",
    "container_numbers",
)
SUMMARY_CONTAINER = ("number", "spec", "lcl")
CONTAINER = ("number", "spec", "lcl", "seals", "gross_mass_kg")
DOCUMENT = ("code", "number", "name")

LISTS = {
    "customs_office": "customs_office",
    "supervision_mode": "supervision_mode",
    "levy_nature": "levy_nature",
    "transport_mode": "transport_mode",
    "transaction_mode": "transaction_mode",
    "departure_country": "country",
    "destination_country": "country",
    "trade_country": "country",
    "origin_country": "country",
    "departure_port": "port",
    "call_port": "port",
    "border_port": "domestic_port",
    "package_type": "package_type",
    "currency": "currency",
    "unit": "unit",
    "first_unit": "unit",
    "second_unit": "unit",
    "levy_mode": "levy_mode",
    "hs_code": "commodity",
    "spec": "container_spec",
}
NUMBERS = frozenset(
    {
        "package_count",
        "gross_mass_kg",
        "net_mass_kg",
        "amount",
        "quantity",
        "unit_price",
        "total_price",
        "first_quantity",
        "second_quantity",
    }
)
CELLS = {
    "hs_code": "code",
    "container_numbers": "code",
    "number": "code",
    "description": "long",
    "specification": "long",
}
"""Columns of the grids that need room."""
WIDE = frozenset({"note"})
FLOW = (
    ("I", Text(zh="进口", en="Import")),
    ("E", Text(zh="出口", en="Export")),
    ("T", Text(zh="过境", en="Transit")),
)
LCL = (("", Text(zh="—", en="—")), ("false", Text(zh="否", en="No")), ("true", Text(zh="是", en="Yes")))


@dataclass(frozen=True, slots=True)
class Layout:
    """Which fields a form has: the sections of its head, and the columns of its grids."""

    groups: Groups
    items: tuple[str, ...]
    containers: tuple[str, ...]
    documents: tuple[str, ...]


WHOLE = Layout(GROUPS, ITEM, CONTAINER, DOCUMENT)
SUMMARY = Layout(SUMMARY_GROUPS, SUMMARY_ITEM, SUMMARY_CONTAINER, DOCUMENT)
