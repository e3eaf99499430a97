"""The list of levies and what their page shows: the difference line by line and by tax, terms, fee and interest."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.operations.declarations.interface import field_label
from tongguan.operations.duties.interface import bills_of
from tongguan.operations.levies.actions.settling import payable
from tongguan.operations.levies.enums import UNDECIDED, State, Way
from tongguan.operations.levies.models import Levy
from tongguan.operations.levies.queries import NAMES, as_seen, causes
from tongguan.operations.levies.rules import DOCUMENT
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.ui.interface import MoneyColumn, Table, TextColumn, TextFilter

WAYS = [
    (Way.SUPPLEMENT.value, _("To pay after")),
    (Way.REFUND.value, _("To give back")),
    (Way.BOTH.value, _("Both")),
]


def _decided(row: Levy) -> bool:
    """Whether its amounts stand: a list has readers of both sides."""
    return row.state not in UNDECIDED


class LevyTable(Table):
    """Columns between the reference and the state."""

    search = ("reference__istartswith", "declaration_number__istartswith", "declaration__istartswith")
    declaration_number = TextColumn(_("Declaration number"), code=True, filter=TextFilter("istartswith"))
    payer = TextColumn(_("Payer"), filter=TextFilter("icontains"))
    stage = TextColumn(_("Way"), value=lambda row: dict(WAYS).get(row.stage, "—") if _decided(row) else "—")
    supplement = MoneyColumn(_("To pay after"), value=lambda row: row.supplement if _decided(row) else None)
    refund = MoneyColumn(_("To give back"), value=lambda row: row.refund if _decided(row) else None)


def summary(case: Any) -> Text:
    """Declaration and amounts in one line."""
    row: Levy = case
    more = row.supplement if _decided(row) else 0
    parts_zh = [f"补 {more} 元"] if more else []
    parts_en = [f"CNY {more} to pay"] if more else []
    if row.refund and _decided(row):
        parts_zh.append(f"退 {row.refund} 元")
        parts_en.append(f"CNY {row.refund} to give back")
    return Text(
        zh=" · ".join([row.declaration_number, *parts_zh, row.payer]),
        en=" · ".join([row.declaration_number, *parts_en, row.payer]),
    )


def context(actor: Actor, case: Any) -> dict[str, Any]:
    """What the page shows beside state and course."""
    row = as_seen(actor, case)
    cause = causes(row.found_on).get(row.cause)
    found = row.calculation
    today = timezone.localdate()
    bills = [bill for bill in bills_of(row.declaration) if bill.case == row.reference]
    return {
        "cause": cause.name if cause else Text(zh=row.cause, en=row.cause),
        "cause_source": cause.source if cause else "",
        "cause_verified": bool(cause and cause.verified),
        "corrections": [_correction(each) for each in row.corrections],
        "heads": [_head(head) for head in found.get("heads", [])],
        "lines": [_line(line) for line in found.get("lines", [])],
        "found": found,
        "accruals": [
            (title, amount, [{"text": _text(step), **step} for step in found.get(name, [])])
            for title, amount, name in (
                (_("Late payment fee"), row.surcharge, "surcharge"),
                (_("Interest on the refund"), row.interest, "interest"),
            )
            if found.get(name)
        ],
        "levy_bills": bills,
        "payable": payable(row, today) if row.state == State.DUE else None,
        "give_back": row.to_give_back if row.state == State.REFUNDABLE else None,
        "terms": [
            (title, until)
            for title, until in (
                (_("To be levied until"), row.supplement_until),
                (_("To be asked for until"), row.refund_until),
            )
            if until is not None
        ],
    }


def _text(step: dict[str, Any]) -> Text:
    return Text(zh=step["zh"], en=step["en"])


def _correction(each: dict[str, Any]) -> dict[str, Any]:
    """A correction in the words of the form."""
    added, value = each["pointer"] == DOCUMENT, each.get("value")
    return {
        "label": Text(zh="补交单证", en="document presented later")
        if added
        else field_label(each["pointer"]),
        "pointer": each["pointer"],
        "before": each.get("before") or "—",
        "after": f"{value['code']} {value['number']}" if added else value or "—",
    }


def _name(tax: str) -> Text:
    return NAMES.get(tax, Text(zh=tax, en=tax))


def _head(head: dict[str, str]) -> dict[str, Any]:
    amounts = {name: Decimal(head[name]) for name in ("billed", "due", "difference")}
    return {"name": _name(head["tax"]), **amounts}


def _line(line: dict[str, Any]) -> dict[str, Any]:
    """A line with those of its taxes that are not zero on both sides."""
    taxes = [
        {
            "name": _name(tax["tax"]),
            "rate_before": tax["rate_before"],
            "rate_after": tax["rate_after"],
            **{name: Decimal(tax[name]) for name in ("before", "after", "difference")},
        }
        for tax in line["taxes"]
        if Decimal(tax["before"]) or Decimal(tax["after"])
    ]
    return {
        **line,
        "value_before": Decimal(line["value_before"]),
        "value_after": Decimal(line["value_after"]),
        "taxes": taxes,
        "steps": [{"text": _text(step), **step} for step in line["steps"]],
    }


register_page("levy", CasePage(context=context, table=LevyTable, summary=summary))
