"""The list of declarations and what a queue line says."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.operations.declarations.enums import Kind
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.queries.detail import detail_context
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateRangeFilter,
    DateTimeColumn,
    MoneyColumn,
    NumberColumn,
    Table,
    TextColumn,
    TextFilter,
)

FLOWS = [("I", _("Import")), ("E", _("Export")), ("T", _("Transit"))]
KINDS = [(Kind.ONE_STEP.value, _("In one step")), (Kind.TWO_STEP.value, _("In two steps"))]
SHOWN = ("declaration_number", "flow", "kind", "bill_number", "trader_name", "goods", "line_count", "total_price",
         "currency", "released_at")  # fmt: skip


class DeclarationTable(Table):
    """Columns between the reference and the state."""

    search = ("reference__istartswith", "declaration_number__istartswith", "bill_number__istartswith",
              "trader_name__icontains")  # fmt: skip
    declaration_number = TextColumn(_("Declaration number"), code=True, filter=TextFilter("istartswith"))
    flow = TextColumn(_("I/E"), filter=ChoiceFilter(FLOWS))
    bill_number = TextColumn(_("Bill of lading"), code=True, filter=TextFilter("istartswith"))
    trader_name = TextColumn(_("Trading firm"), filter=TextFilter("icontains"))
    goods = TextColumn(_("Goods in brief"))
    line_count = NumberColumn(_("Lines"))
    total_price = MoneyColumn(_("Total price"), currency_path="currency")
    released_at = DateTimeColumn(_("Released at"), filter=DateRangeFilter())
    kind = TextColumn(
        _("Kind of declaration"),
        value=lambda row: dict(KINDS).get(row.kind, row.kind),
        filter=ChoiceFilter(KINDS),
    )


WORDS = {"I": ("进口", "Import"), "E": ("出口", "Export"), "T": ("过境", "Transit")}


def summary(case: Any) -> Text:
    """Direction, goods, lines and trader in one line."""
    declaration: Declaration = case
    zh, en = WORDS.get(declaration.flow, WORDS["I"])
    goods, lines = declaration.goods or "—", "line" if declaration.line_count == 1 else "lines"
    return Text(
        zh=f"{zh} · {goods} 等 {declaration.line_count} 项 · {declaration.trader_name}",
        en=f"{en} · {goods}, {declaration.line_count} {lines} · {declaration.trader_name}",
    )


register_page(
    "declaration",
    CasePage(
        context=detail_context,
        table=DeclarationTable,
        summary=summary,
        reads=SHOWN,
    ),
)
