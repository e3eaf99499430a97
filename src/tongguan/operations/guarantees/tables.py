"""The list of guarantees and their page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.operations.guarantees.models import Guarantee
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.ui.interface import DateColumn, MoneyColumn, Table, TextColumn, TextFilter

MOST_MOVEMENTS = 100


class GuaranteeTable(Table):
    """Columns between the reference and the state."""

    search = ("reference__istartswith", "document_number__istartswith")
    document_number = TextColumn(_("Number of the document"), code=True, filter=TextFilter("istartswith"))
    issuer = TextColumn(_("Issuer"), filter=TextFilter("icontains"))
    limit_cny = MoneyColumn(_("Limit (CNY)"))
    held_cny = MoneyColumn(_("Held (CNY)"))
    valid_to = DateColumn(_("Valid to"))


def summary(case: Any) -> Text:
    """Issuer and how much of the limit is held."""
    row: Guarantee = case
    return Text(
        zh=f"{row.issuer} · 占用 {row.held_cny} / {row.limit_cny} 元",
        en=f"{row.issuer} · CNY {row.held_cny} of {row.limit_cny} held",
    )


def context(actor: Actor, case: Any) -> dict[str, Any]:
    """Facts and the latest movements."""
    row: Guarantee = case
    return {
        "facts": [
            (_("Kind of guarantee"), row.get_kind_display()),
            (_("Issuer"), row.issuer),
            (_("Number of the document"), row.document_number),
            (_("Valid from"), row.valid_from),
            (_("Valid to"), row.valid_to),
        ],
        "movements": [
            (movement, *movement.subject.partition("/")[::2])
            for movement in row.movements.order_by("-id")[:MOST_MOVEMENTS]
        ],
    }


register_page("guarantee", CasePage(context=context, table=GuaranteeTable, summary=summary))
