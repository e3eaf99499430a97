"""The list of transit movements and their page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.operations.guarantees.interface import held_for
from tongguan.operations.transits.models import Transit
from tongguan.operations.transits.queries import route_name, route_of, subject_of
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.reference.interface import code_name
from tongguan.platform.ui.interface import DateTimeColumn, MoneyColumn, Table, TextColumn, TextFilter


class TransitTable(Table):
    """Columns between the reference and the state."""

    search = ("reference__istartswith", "declaration_number__istartswith", "bill_number__istartswith")
    declaration_number = TextColumn(_("Declaration number"), code=True, filter=TextFilter("istartswith"))
    bill_number = TextColumn(_("Bill of lading"), code=True, filter=TextFilter("istartswith"))
    possible_duty = MoneyColumn(_("Possible duty (CNY)"))
    departed_at = DateTimeColumn(_("Departure at"))
    arrive_by = DateTimeColumn(_("Arrive by"))


def summary(case: Any) -> Text:
    """Declaration, route and what stands for it."""
    row: Transit = case
    route = Text(zh=row.route or "路线待申报", en=row.route or "no route yet")
    return Text(
        zh=f"{row.declaration_number} · {route.zh} · 担保 {row.possible_duty} 元",
        en=f"{row.declaration_number} · {route.en} · CNY {row.possible_duty} guaranteed",
    )


def context(actor: Actor, case: Any) -> dict[str, Any]:
    """Route, offices, times and the guarantee."""
    row: Transit = case
    route = route_of(row.route) if row.route else None
    return {
        "route": route_name(row.route) if row.route else None,
        "route_source": route.source if route else "",
        "route_verified": bool(route and route.verified),
        "type": code_name("transit_type", row.transit_type) if row.transit_type else None,
        "offices": [
            (title, Text(zh=f"{office.code} {office.name_zh}", en=f"{office.code} {office.name_en}"))
            for title, office in (
                (_("Office of departure"), row.departure),
                (_("Office of destination"), row.destination),
            )
            if office is not None
        ],
        "times": [
            (title, at)
            for title, at in (
                (_("Departure at"), row.departed_at),
                (_("Arrive by"), row.arrive_by),
                (_("Arrival at"), row.arrived_at),
            )
            if at is not None
        ],
        "standing": held_for(subject_of(row.reference)),
    }


register_page("transit", CasePage(context=context, table=TransitTable, summary=summary))
