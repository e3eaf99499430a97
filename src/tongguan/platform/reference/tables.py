"""Lists of reference pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongguan.platform.reference.enums import RateKind, Status
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
)

STATUSES = {
    Status.VERIFIED: (_("Verified"), "good"),
    Status.UNVERIFIED: (_("Unverified default"), "warn"),
}


def trust(**given: Any) -> StatusColumn:
    """The column that says how far a row can be trusted."""
    return StatusColumn(_("Trust"), STATUSES, filter=ChoiceFilter(Status.choices), path="status", **given)


class ListsTable(Table):
    """The code lists."""

    code = "reference-lists"
    default_sort = "list"
    list = TextColumn(
        _("List"), code=True, path="code", url=lambda r: reverse("reference_codes", args=[r.code])
    )
    zh = TextColumn(_("Chinese name"))
    en = TextColumn(_("English name"))
    rows = NumberColumn(_("Rows"), path="rows")
    unverified = NumberColumn(_("Unverified"), path="unverified")


class CodesTable(Table):
    """The codes of one list, all their validities."""

    code = "reference-codes"
    search = ("code__istartswith", "zh__icontains", "en__icontains")
    default_sort = "value"
    value = TextColumn(
        pgettext_lazy("reference", "Code"),
        path="code",
        code=True,
        filter=TextFilter("istartswith"),
        url=lambda r: reverse("reference_history", args=["code", r.pk]),
    )
    zh = TextColumn(_("Chinese name"))
    en = TextColumn(_("English name"))
    more = TextColumn(
        _("Attributes"), value=lambda r: " · ".join(f"{k}: {v}" for k, v in r.attributes.items())
    )
    valid_from = DateColumn(_("Valid from"))
    valid_to = DateColumn(_("Valid to"))
    status = trust()
    source = TextColumn(_("Source"))


class ParametersTable(Table):
    """Legal numbers."""

    code = "reference-parameters"
    search = ("code__icontains", "zh__icontains", "en__icontains")
    default_sort = "name"
    name = TextColumn(
        pgettext_lazy("reference", "Code"),
        path="code",
        code=True,
        url=lambda r: reverse("reference_history", args=["parameter", r.pk]),
    )
    zh = TextColumn(_("Chinese name"))
    en = TextColumn(_("English name"))
    value = TextColumn(_("Value"), code=True)
    unit = TextColumn(_("Unit"))
    valid_from = DateColumn(_("Valid from"))
    valid_to = DateColumn(_("Valid to"))
    status = trust()
    source = TextColumn(_("Source"))


class RatesTable(Table):
    """Tax rates."""

    code = "reference-rates"
    search = ("hs_code__istartswith",)
    default_sort = "hs_code"
    hs_code = TextColumn(
        _("Commodity code"),
        code=True,
        filter=TextFilter("istartswith"),
        url=lambda r: reverse("reference_history", args=["rate", r.pk]),
    )
    kind = StatusColumn(
        _("Tax"), {k.value: (k.label, "idle") for k in RateKind}, filter=ChoiceFilter(RateKind.choices)
    )
    percent = NumberColumn(_("Rate"), unit="%")
    valid_from = DateColumn(_("Valid from"))
    valid_to = DateColumn(_("Valid to"))
    status = trust()
    source = TextColumn(_("Source"))
