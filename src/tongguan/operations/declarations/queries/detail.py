"""What a declaration's page shows beyond state and course."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from tongguan.engines.declaration import GoodsDeclaration
from tongguan.engines.declaration.labels import LABELS
from tongguan.engines.identifiers import DECLARATION_NUMBER
from tongguan.engines.problems import Text
from tongguan.operations.amendments.interface import CHANGE_REQUEST, requests_about
from tongguan.operations.declarations.enums import TO_COMPLETE, Cause, State
from tongguan.operations.declarations.pages import panels_for
from tongguan.operations.declarations.queries.changes import (
    may_be_amended,
    may_be_cancelled,
    told,
    versions_of,
)
from tongguan.operations.declarations.queries.stages import stages_of
from tongguan.operations.guarantees.interface import held_for
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
ON_FORM = ("complete", "complete_again")
"""Steps taken by the form of the declaration, not by a button of their own."""
CAUSES = {
    Cause.CORRECTED: Text(zh="更正后重新申报", en="corrected and lodged again"),
    Cause.COMPLETED: Text(zh="完整申报", en="completed"),
    Cause.AMENDED: Text(zh="批准修改", en="amended with approval"),
}


def detail_context(actor: Actor, case: Any) -> dict[str, Any]:
    """Facts, lines, boxes, panels of other modules and the files to fetch."""
    declaration: GoodsDeclaration = case.document
    language = get_language() or "zh-hans"
    own = actor.may_for("declarations.lodge", case.applicant_id)
    asks = own and actor.may_for("amendments.request", case.applicant_id)
    held = held_for(f"declaration/{case.reference}") if case.security_amount is not None else None
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
        "on_form": ON_FORM,
        "held": held,
        "two_step": stages_of(case, held),
        "completable": own and case.state in TO_COMPLETE,
        "amendable": asks and may_be_amended(case),
        "cancellable": asks and may_be_cancelled(case),
        "requests": _requests(actor, case),
        "versions": _versions(case),
        "editable": case.state in EDITABLE and own,
        "panels": panels_for(actor, case, "body"),
        "aside_panels": panels_for(actor, case, "aside"),
    }


def _requests(actor: Actor, case: Any) -> list[dict[str, Any]]:
    """The requests for amendment that the actor may see, with the title of their state."""
    return [
        {
            "reference": row.reference,
            "kind": row.get_kind_display(),
            "title": CHANGE_REQUEST.by_state[row.state].title,
        }
        for row in requests_about(actor, "declaration", case.reference)
    ]


def _versions(case: Any) -> list[dict[str, Any]]:
    """What was replaced, and by what."""
    return [
        {
            "number": version.number,
            "words": CAUSES[Cause(version.cause)],
            "at": version.at,
            "reason": version.reason,
            "changes": [told(change) for change in version.changes],
        }
        for version in versions_of(case)
    ]


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
