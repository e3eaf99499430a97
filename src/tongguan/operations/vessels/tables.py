"""Tables of vessels and calls."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongguan.operations.vessels.models import PortCall
from tongguan.operations.vessels.workflow import PORT_CALL
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateTimeColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
    words,
)

TONES = {state.code: (state.title, state.tone) for state in PORT_CALL.states}


class VesselTable(Table):
    """All ships, the most recently heard of first."""

    code = "vessels"
    title = _("Vessels")
    search = ("imo__istartswith", "name__icontains", "mmsi__istartswith", "call_sign__istartswith")
    default_sort = "-position_at"
    live = "vessels"
    empty_title = _("No vessels yet")
    empty_text = _("A vessel appears here when its first port call is announced.")
    empty_icon = "ship"
    name = TextColumn(
        _("Vessel"), url=lambda row: reverse("vessels_detail", args=[row.imo]), filter=TextFilter("icontains")
    )
    imo = TextColumn(_("IMO number"), code=True, filter=TextFilter("istartswith"))
    mmsi = TextColumn(_("MMSI"), code=True)
    flag = TextColumn(_("Flag"), code=True, filter=TextFilter("iexact"))
    call_sign = TextColumn(_("Call sign"), code=True)
    speed_kn = NumberColumn(_("Speed (kn)"), places=1)
    position_at = DateTimeColumn(_("Last position"))


class CallTable(Table):
    """The calls of a ship, or the columns of the general list."""

    code = "calls"
    default_sort = "-expected_at"
    empty_title = _("No port calls yet")
    empty_icon = "calendar"
    search = (
        "reference__istartswith",
        "vessel__name__icontains",
        "vessel__imo__istartswith",
        "voyage_number__istartswith",
    )
    vessel = TextColumn(
        _("Vessel"), path="vessel__name", url=lambda row: reverse("vessels_detail", args=[row.vessel.imo])
    )
    voyage_number = TextColumn(_("Voyage"), code=True)
    berth = TextColumn(_("Berth"), code=True)
    expected_at = DateTimeColumn(_("Expected arrival"))
    arrived_at = DateTimeColumn(_("Arrived at port"))
    departed_at = DateTimeColumn(_("Departed"))


class VesselCallTable(CallTable):
    """The calls of one ship, with their state and reference."""

    code = "vessel-calls"
    reference = TextColumn(
        _("Reference"), code=True, url=lambda row: reverse("cases_detail", args=["port_call", row.reference])
    )
    state = StatusColumn(
        _("State"), TONES, filter=ChoiceFilter([(c, words(t)) for c, (t, _tone) in TONES.items()])
    )


def _summary(call: object) -> str:
    return f"{call.vessel.name} · {call.voyage_number}"  # type: ignore[attr-defined]


def context(actor: Actor, case: PortCall) -> dict[str, Any]:
    """The manifests filed for the call, for the detail page."""
    return {"manifests": case.manifests.exclude(state="withdrawn").order_by("id")}


register_page(
    PORT_CALL.code, CasePage(context=context, table=CallTable, summary=_summary, select_related=("vessel",))
)
