"""Lists of hits, flights, passengers, messages, imports and entries."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongguan.engines.problems import Text
from tongguan.operations.travellers.enums import HitState, Presence, Verdict
from tongguan.operations.travellers.rules.stored import births_shown
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateColumn,
    DateTimeColumn,
    DueColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
)

HIT_STATES = {
    HitState.OPEN: (HitState.OPEN.label, "warn"),
    HitState.CONFIRMED: (HitState.CONFIRMED.label, "bad"),
    HitState.NOT_A_MATCH: (HitState.NOT_A_MATCH.label, "good"),
    HitState.EXPIRED: (HitState.EXPIRED.label, "idle"),
}
VERDICTS = {
    Verdict.CLEAR: (Verdict.CLEAR.label, "good"),
    Verdict.POSSIBLE: (Verdict.POSSIBLE.label, "warn"),
    Verdict.MATCH: (Verdict.MATCH.label, "bad"),
    "": (_("Waiting for screening"), "idle"),
    "withdrawn": (Presence.WITHDRAWN.label, "idle"),
}


def percent(value: float) -> str:
    """A probability as people read it; nothing that is short of certain reads as certain."""
    return f"{min(99.9, 100 * value):.1f}%" if value > 0.99 else f"{100 * value:.0f}%"


def list_title(row: Any) -> Text:
    """The list's name in both languages."""
    return Text(zh=row.source.title_zh, en=row.source.title_en)


class HitTable(Table):
    """Hits, the gravest first."""

    code = "hits"
    default_sort = "-priority"
    live = "travellers.hit_raised"
    search = ("reference__istartswith", "flight__number__istartswith")
    empty_title = _("No hit waits")
    empty_text = _("When somebody on a manifest may be somebody on a list, the hit appears here by itself.")
    reference = TextColumn(
        _("Hit"), code=True, url=lambda row: reverse("travellers_hit", args=[row.reference])
    )
    priority = NumberColumn(_("Priority"), places=1)
    probability = TextColumn(_("Probability"), value=lambda row: percent(row.probability), sort="probability")
    source = TextColumn(_("Watchlist"), value=list_title)
    flight = TextColumn(
        _("Flight"), value=lambda row: row.flight.number if row.flight else None, code=True, sort=False
    )
    arrival = DateColumn(_("Arrival day"), path="flight__arrival_date")
    state = StatusColumn(_("State"), HIT_STATES, filter=ChoiceFilter(HitState.choices))
    owner = TextColumn(
        _("Owner"),
        value=lambda row: (
            str(row.alert.owner_user) if row.alert and row.alert.owner_user else row.decided_by_name or None
        ),
        sort=False,
    )
    deadline = DueColumn(
        _("Deadline"),
        value=lambda row: row.alert.deadline if row.alert and row.state == HitState.OPEN else None,
    )
    raised_at = DateTimeColumn(_("Raised"))


class FlightTable(Table):
    """Flights, those to come and come last first."""

    code = "flights"
    default_sort = "-arrival_date"
    live = "travellers.manifest_received"
    search = ("number__istartswith", "origin__iexact", "destination__iexact")
    empty_title = _("No flights yet")
    empty_text = _("A flight appears when its first passenger message arrives.")
    number = TextColumn(
        _("Flight"),
        code=True,
        value=lambda row: row.number or "—",
        sort="number",
        filter=TextFilter("istartswith"),
        url=lambda row: reverse("travellers_flight", args=[row.pk]),
    )
    origin = TextColumn(pgettext_lazy("flight", "From"), code=True)
    destination = TextColumn(pgettext_lazy("flight", "To"), code=True)
    arrival_date = DateColumn(_("Arrival day"))
    arrives_at = DateTimeColumn(_("Arrives"))
    listed = NumberColumn(_("On board"), sort=False)
    unscreened = NumberColumn(_("Waiting for screening"), sort=False)
    open_hits = NumberColumn(_("Open hits"), sort=False)
    cancelled = StatusColumn(
        _("State"),
        {"cancelled": (_("Cancelled"), "bad"), "listed": (_("Listed"), "info")},
        value=lambda row: "cancelled" if row.cancelled_at else "listed",
    )


class PassengerTable(Table):
    """Who is on a flight."""

    code = "passengers"
    default_sort = "id"
    page_size = 50
    empty_title = _("Nobody is listed")
    empty_text = _("The flight is known, but no message names anybody on it.")
    id = NumberColumn(_("No."), hidden=True)
    name = TextColumn(
        _("Full name"), value=lambda row: row.data["names"][0] if row.data["names"] else "—", sort=False
    )
    birth = TextColumn(_("Born"), value=lambda row: births_shown(row.data), sort=False)
    nationality = TextColumn(
        _("Nationality"), value=lambda row: row.data["nationality"], code=True, sort=False
    )
    document = TextColumn(
        _("Travel document"),
        value=lambda row: ", ".join(d[0] for d in row.data["documents"]),
        code=True,
        sort=False,
    )
    seat = TextColumn(_("Seat"), value=lambda row: row.data["seat"], code=True, sort=False)
    verdict = StatusColumn(
        _("Screening"),
        VERDICTS,
        value=lambda row: row.verdict if row.presence == Presence.LISTED else "withdrawn",
        sort="verdict",
    )


class TransmissionTable(Table):
    """Files that came."""

    code = "passenger_messages"
    default_sort = "-received_at"
    live = "travellers.manifest_received"
    empty_title = _("No passenger message yet")
    empty_text = _("Carriers send PAXLST, PNRGOV or a table through the API, or somebody brings a file here.")
    id = NumberColumn(
        _("No."), value=lambda row: row.pk, url=lambda row: reverse("travellers_message", args=[row.pk])
    )
    kind = TextColumn(_("Kind"), code=True)
    people = NumberColumn(_("People"))
    problem_count = NumberColumn(_("Problems"))
    received_at = DateTimeColumn(_("Received"))


class VersionTable(Table):
    """Changes of a list."""

    code = "versions"
    default_sort = "-revision"
    empty_title = _("The list is empty")
    empty_text = _("Bring its first file, or add an entry.")
    revision = NumberColumn(_("Revision"))
    of_date = DateColumn(_("List of"))
    received_at = DateTimeColumn(_("Received"))
    added = NumberColumn(_("Added"))
    changed = NumberColumn(_("Altered"))
    removed = NumberColumn(_("Removed"))
    kept = NumberColumn(_("Unchanged"))
    rejected = NumberColumn(_("Rows rejected"))


class EntryTable(Table):
    """Who is on a list, for those who maintain it."""

    code = "entries"
    default_sort = "-begun"
    export_limit = 0
    empty_title = _("Nobody is on this list")
    empty_text = _("Bring its first file, or add an entry.")
    name = TextColumn(
        _("Full name"),
        value=lambda row: row.data["names"][0] if row.data["names"] else "—",
        url=lambda row: reverse("travellers_entry", args=[row.source.code, row.pk]),
        sort=False,
    )
    birth = TextColumn(_("Born"), value=lambda row: births_shown(row.data), sort=False)
    nationality = TextColumn(
        _("Nationality"), value=lambda row: ", ".join(row.data["nationalities"]), code=True, sort=False
    )
    reason = TextColumn(_("Listed for"), value=lambda row: row.data["reason"], sort=False)
    valid_from = DateColumn(_("Valid from"))
    valid_to = DateColumn(_("Valid to"))
    begun = NumberColumn(_("Revision"))
