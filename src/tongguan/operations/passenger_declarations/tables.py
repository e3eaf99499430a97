"""Flights with what their travellers declared."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.platform.ui.interface import DateColumn, NumberColumn, StatusColumn, Table, TextColumn


def flight_url(row: Any) -> str:
    """The page of a flight's counts."""
    way = "exit" if row["leaving"] else "entry"
    return reverse("passenger_declarations_flight", args=[row["flight"], row["travel_date"].isoformat(), way])


WAYS = {
    False: (Text(zh="入境", en="Entering"), "info"),
    True: (Text(zh="出境", en="Leaving"), "idle"),
}


class FlightTable(Table):
    """One line a flight and direction."""

    code, default_sort = "traveller-flights", "-travel_date"
    empty_title = _("No traveller has declared yet")
    empty_text = _("Travellers declare at /declare/ in thirteen languages; each flight then has a line here.")
    flight = TextColumn(_("Flight"), code=True, url=flight_url)
    travel_date = DateColumn(_("Day"))
    leaving = StatusColumn(_("Direction"), WAYS)
    declared = NumberColumn(_("Travellers"))
    colour_green = NumberColumn(_("Green"))
    colour_yellow = NumberColumn(_("Yellow"))
    colour_red = NumberColumn(_("Red"))
    verified = NumberColumn(_("Checked at the gate"))
