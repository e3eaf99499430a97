"""The rows behind indicators, one table a source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongguan.datacentre.command_centre.queries.wall import TONES, owner_of
from tongguan.platform.cases.interface import workflow
from tongguan.platform.ui.interface import (
    BooleanColumn,
    DateTimeColumn,
    DueColumn,
    MoneyColumn,
    StatusColumn,
    Table,
    TextColumn,
)


def to_case(kind: str) -> Callable[[Any], str]:
    """From a case to its page."""
    return lambda row: reverse("cases_detail", args=[kind, row.reference])


def states(kind: str) -> Callable[[Any], tuple[Any, str]]:
    """From a state's code to its label and tone."""

    def tone(code: Any) -> tuple[Any, str]:
        found = workflow(kind)
        state = found.by_state.get(code) if found else None
        return (state.title, state.tone) if state else (code, "idle")

    return tone


class DeclarationRows(Table):
    """Declarations."""

    code, default_sort, search = (
        "declarations",
        "-created_at",
        ("reference__istartswith", "declaration_number__istartswith"),
    )
    reference = TextColumn(_("Reference"), code=True, url=to_case("declaration"))
    declaration_number = TextColumn(_("Declaration number"), code=True)
    state = StatusColumn(_("State"), states("declaration"))
    trader_name = TextColumn(_("Trader"))
    goods = TextColumn(_("Goods"))
    duty_amount = MoneyColumn(_("Duties and taxes (CNY)"))
    lodged_at = DateTimeColumn(_("Lodged"))
    due_at = DueColumn(_("Due"))
    created_at = DateTimeColumn(_("Opened"))


class InspectionRows(Table):
    """Inspections."""

    code, default_sort, search = (
        "inspections",
        "-created_at",
        ("reference__istartswith", "declaration__istartswith"),
    )
    reference = TextColumn(_("Reference"), code=True, url=to_case("inspection"))
    declaration = TextColumn(_("Declaration"), code=True)
    state = StatusColumn(_("State"), states("inspection"))
    finding = BooleanColumn(_("Finding"))
    due_at = DueColumn(_("Due"))
    created_at = DateTimeColumn(_("Opened"))


class CallRows(Table):
    """Port calls."""

    code, default_sort, search = (
        "port_calls",
        "-expected_at",
        ("reference__istartswith", "vessel__name__icontains"),
    )
    reference = TextColumn(_("Reference"), code=True, url=to_case("port_call"))
    vessel = TextColumn(_("Vessel"), path="vessel__name")
    voyage_number = TextColumn(_("Voyage"), code=True)
    state = StatusColumn(_("State"), states("port_call"))
    berth = TextColumn(_("Berth"), code=True)
    expected_at = DateTimeColumn(_("Expected arrival"))


class AlertRows(Table):
    """Alerts."""

    code, default_sort, search = "alert_rows", "deadline", ("title_zh__icontains", "title_en__icontains")
    title = TextColumn(
        _("Alert"), value=lambda row: row.title, url=lambda row: reverse("alerts_detail", args=[row.pk])
    )
    severity = StatusColumn(_("Severity"), lambda code: (SEVERITIES[code], TONES[code]))
    owner = TextColumn(_("Owner"), value=owner_of)
    state = TextColumn(_("State"), value=lambda row: row.get_state_display(), sort="state")
    deadline = DueColumn(_("Deadline"))
    raised_at = DateTimeColumn(_("Raised"))


SEVERITIES = {"critical": _("Critical"), "high": _("High"), "medium": _("Medium"), "low": _("Low")}


class PassageRows(Table):
    """Gate passages."""

    code, default_sort, search = (
        "gate_passages",
        "-at",
        ("container__istartswith", "vehicle_plate__icontains"),
    )
    at = DateTimeColumn(_("Time"), url=lambda row: reverse("gates_passage", args=[row.pk]))
    gate = TextColumn(_("Gate"), code=True)
    container = TextColumn(_("Container"), code=True)
    vehicle_plate = TextColumn(_("Vehicle plate"), code=True)
    outcome = StatusColumn(
        _("Outcome"), {"passed": (_("Passed"), "good"), "refused": (_("Turned back"), "bad")}
    )


class YardRows(Table):
    """Containers that were landed and have not left."""

    code, default_sort, search = "yard", "number", ("number__istartswith", "bill__number__istartswith")
    number = TextColumn(_("Container"), code=True)
    bill = TextColumn(_("Bill of lading"), path="bill__number", code=True)
    manifest = TextColumn(
        _("Manifest"),
        path="bill__manifest__reference",
        code=True,
        url=lambda row: reverse("cases_detail", args=["manifest", row.bill.manifest.reference]),
    )
    vessel = TextColumn(_("Vessel"), path="bill__manifest__call__vessel__name")
    landed = DateTimeColumn(_("Berthed"), path="bill__manifest__call__berthed_at")


TABLES: dict[str, tuple[type[Table], tuple[str, ...]]] = {
    "declaration": (DeclarationRows, ()),
    "inspection": (InspectionRows, ()),
    "port_call": (CallRows, ("vessel",)),
    "alert": (AlertRows, ("owner_user",)),
    "passage": (PassageRows, ()),
    "yard": (YardRows, ("bill__manifest__call__vessel",)),
}
"""Per source: its table, and what is joined for it."""
