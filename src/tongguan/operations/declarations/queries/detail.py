"""What a declaration's page shows beyond state and course."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from tongguan.engines.declaration import GoodsDeclaration
from tongguan.engines.declaration.labels import LABELS
from tongguan.engines.identifiers import DECLARATION_NUMBER
from tongguan.engines.problems import Text
from tongguan.operations.declarations.enums import State
from tongguan.operations.declarations.pages import panels_for
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.reference.interface import code_name

CODED = {
    "customs_office": "customs_office",
    "supervision_mode": "supervision_mode",
    "levy_nature": "levy_nature",
    "transport_mode": "transport_mode",
    "transaction_mode": "transaction_mode",
    "departure_country": "country",
    "destination_country": "country",
    "trade_country": "country",
    "departure_port": "port",
    "call_port": "port",
    "border_port": "domestic_port",
    "package_type": "package_type",
}
SECTIONS = (
    ("customs_office", "supervision_mode", "levy_nature", "transaction_mode", "trader_reference",
     "contract_number", "filing_number"),
    ("transport_mode", "conveyance_name", "conveyance_imo", "voyage_number", "bill_number", "movement_date",
     "departure_country", "destination_country", "trade_country", "departure_port", "call_port", "border_port",
     "goods_location"),
    ("package_count", "package_type", "gross_mass_kg", "net_mass_kg", "freight", "insurance", "other_charges",
     "note"),
)  # fmt: skip
PARTIES = ("consignor", "consignee", "owner", "declarant")
EDITABLE = (State.DRAFT, State.RETURNED)


def detail_context(actor: Actor, case: Any) -> dict[str, Any]:
    """Facts, lines, boxes, panels of other modules and the files to fetch."""
    declaration: GoodsDeclaration = case.document
    language = get_language() or "zh-hans"
    return {
        "declaration": declaration,
        "declaration_number": DECLARATION_NUMBER.format(case.declaration_number or ""),
        "facts": [_pairs(declaration, names) for names in SECTIONS],
        "parties": [
            (LABELS[name], party) for name in PARTIES if (party := getattr(declaration, name)) is not None
        ],
        "items": [_item(item) for item in declaration.items],
        "reasons": [_reason(reason, language) for reason in case.risk_reasons] if actor.is_officer else [],
        "examinations": case.examinations if actor.is_officer else [],
        "editable": case.state in EDITABLE and actor.may_for("declarations.lodge", case.applicant_id),
        "panels": panels_for(actor, case, "body"),
        "aside_panels": panels_for(actor, case, "aside"),
    }


def _pairs(declaration: GoodsDeclaration, names: tuple[str, ...]) -> list[tuple[Text, Any]]:
    """(label, value) of the fields that are filled; codes with their names."""
    out = []
    for name in names:
        value = getattr(declaration, name)
        if value in (None, ""):
            continue
        if name in CODED:
            value = _coded(CODED[name], value)
        elif hasattr(value, "currency"):
            value = f"{value.amount} {value.currency}"
        out.append((LABELS[name], value))
    return out


def _coded(table: str, code: str) -> Text:
    name = code_name(table, code)
    if name.zh == code:
        return Text(zh=code, en=code)
    return Text(zh=f"{code} {name.zh}", en=f"{code} {name.en}")


def _item(item: Any) -> dict[str, Any]:
    return {
        "item": item,
        "origin": _coded("country", item.origin_country) if item.origin_country else "",
        "unit": code_name("unit", item.unit) if item.unit else "",
        "levy_mode": _coded("levy_mode", item.levy_mode) if item.levy_mode else "",
    }


def _reason(reason: Any, language: str) -> str:
    """A reason as selection gave it: bilingual, or plain text."""
    if isinstance(reason, dict):
        wanted = "zh" if language.startswith("zh") else "en"
        return str(reason.get(wanted) or reason.get("text") or reason.get("code") or reason)
    return str(reason)
