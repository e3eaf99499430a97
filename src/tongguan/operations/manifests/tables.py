"""Tables of manifests and bills."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.operations.declarations.interface import by_bill
from tongguan.operations.manifests.enums import Direction, Loaded
from tongguan.operations.manifests.models import Manifest
from tongguan.operations.manifests.workflow import MANIFEST
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateRangeFilter,
    DateTimeColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
)

DIRECTIONS = {Direction.IMPORT: _("Import"), Direction.EXPORT: _("Export")}
LOADED = {Loaded.LOADED: (_("Let aboard"), "good"), Loaded.REFUSED: (_("Kept ashore"), "bad")}
MOST_BILLS_SHOWN = 200


def case_link(row: Any) -> str:
    """The manifest's page."""
    return reverse("cases_detail", args=["manifest", row.manifest.reference])


class ManifestTable(Table):
    """The manifest's own columns in the general list of cases."""

    search = ("reference__istartswith", "call__vessel__name__icontains", "call__voyage_number__istartswith")
    vessel = TextColumn(_("Vessel"), path="call__vessel__name")
    voyage = TextColumn(_("Voyage"), path="call__voyage_number", code=True)
    direction = TextColumn(
        _("Direction"),
        value=lambda row: DIRECTIONS[Direction(row.direction)],
        sort="direction",
        filter=ChoiceFilter([(d.value, label) for d, label in DIRECTIONS.items()]),
    )
    bill_count = NumberColumn(_("Bills"))


class BillTable(Table):
    """Bills of lading."""

    code = "bills"
    title = _("Bills of lading")
    search = ("number__istartswith", "consignee__icontains", "manifest__reference")
    default_sort = "-manifest"
    live = "manifest"
    empty_title = _("No bills yet")
    empty_text = _("They appear here when a carrier files a manifest.")
    number = TextColumn(_("Bill of lading"), code=True, url=case_link, filter=TextFilter("istartswith"))
    manifest = TextColumn(_("Manifest"), path="manifest__reference", code=True, sort="manifest__id")
    vessel = TextColumn(_("Vessel"), path="manifest__call__vessel__name")
    consignee = TextColumn(_("Consignee"), filter=TextFilter("icontains"))
    description = TextColumn(_("Description"))
    package_count = NumberColumn(_("Packages"))
    gross_mass_kg = NumberColumn(_("Gross mass (kg)"))
    released_at = DateTimeColumn(_("Released"))


def reasons(row: Any) -> Text | None:
    """Why it was kept ashore."""
    if not row.reasons:
        return None
    return Text(
        zh="；".join(each["zh"] for each in row.reasons), en="; ".join(each["en"] for each in row.reasons)
    )


class LoadingTable(Table):
    """What was taken aboard and what was kept ashore, newest first."""

    code = "loadings"
    title = _("Loading")
    search = ("container__istartswith", "call__vessel__name__icontains")
    default_sort = "-at"
    live = "loading"
    empty_title = _("Nothing was loaded yet")
    empty_text = _(
        "Before a terminal takes a container aboard it asks here. What is not released, or is being examined, stays"
        " ashore, and the reason stands beside it."
    )
    empty_icon = "ship"
    at = DateTimeColumn(_("Time"), filter=DateRangeFilter())
    container = TextColumn(_("Container"), code=True, filter=TextFilter("istartswith"))
    vessel = TextColumn(_("Vessel"), path="call__vessel__name")
    voyage = TextColumn(_("Voyage"), path="call__voyage_number", code=True)
    outcome = StatusColumn(
        _("Outcome"), LOADED, filter=ChoiceFilter([(o.value, label) for o, (label, _t) in LOADED.items()])
    )
    reason = TextColumn(_("Reason"), value=reasons)


def context(actor: Actor, case: Manifest) -> dict[str, Any]:
    """The bills with their containers and the declarations under them, for the detail page."""
    bills = list(case.bills.prefetch_related("containers").order_by("line_number")[:MOST_BILLS_SHOWN])
    see = actor.may("declarations.view")
    shown = [
        {
            "bill": bill,
            "containers": [box.number for box in bill.containers.all()],
            "declarations": by_bill(bill.number) if see and len(bills) <= 50 else [],
        }
        for bill in bills
    ]
    return {"bills": shown, "more": max(case.bill_count - len(bills), 0), "sees_declarations": see}


def _summary(case: Any) -> str:
    return f"{case.call.vessel.name} · {case.call.voyage_number} · {case.bill_count}"


register_page(
    MANIFEST.code,
    CasePage(context=context, table=ManifestTable, summary=_summary, select_related=("call__vessel",)),
)
