"""Flights with who is on them, and the messages that told of them."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongguan.engines.problems import Problem
from tongguan.engines.screening.travellers import Voyage, flight_number
from tongguan.operations.travellers.actions.flights import correct_flight
from tongguan.operations.travellers.actions.manifests import receive
from tongguan.operations.travellers.forms import FlightForm, MessageForm
from tongguan.operations.travellers.models import Flight, Passenger
from tongguan.operations.travellers.module import FILE, VIEW
from tongguan.operations.travellers.pages import surroundings
from tongguan.operations.travellers.queries.flights import (
    counted_flights,
    visible_flight,
    visible_transmission,
    visible_transmissions,
)
from tongguan.operations.travellers.tables import FlightTable, PassengerTable, TransmissionTable
from tongguan.platform.permissions.interface import Refused, page
from tongguan.platform.ui.interface import words

MOST_FILE_BYTES = 32 * 1024 * 1024
MOST_PROBLEMS = 500


@page(VIEW)
def flights(request: HttpRequest) -> HttpResponse:
    """Those the reader may see, with how many are on board."""
    actor = request.actor  # type: ignore[attr-defined]
    told = surroundings(actor, "travellers_flights", title=_("Flights"))
    return FlightTable(counted_flights(actor), request).response("travellers/flights.html", told)


@page(VIEW)
@never_cache
def flight(request: HttpRequest, flight_id: int) -> HttpResponse:
    """One with its passengers."""
    return _flight(request, visible_flight(request.actor, flight_id))  # type: ignore[attr-defined]


def _flight(
    request: HttpRequest, found: Flight, form: FlightForm | None = None, status: int = 200
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    rows = Passenger.objects.filter(flight=found)
    given = {"first_row": found.first_row, "last_row": found.last_row}
    told = surroundings(
        actor,
        "",
        title=_("Flight {number}").format(number=found.number or "—"),
        flight=found,
        form=(form or FlightForm(initial=given)) if actor.may(FILE) else None,
        messages_of=found.messages.select_related("transmission").order_by("-id")[:20],
        hits=found.hits.filter(state="open").count(),
    )
    answer = PassengerTable(rows, request).response("travellers/flight.html", told)
    answer.status_code = status
    return answer


@page(FILE)
@require_POST
def correct(request: HttpRequest, flight_id: int) -> HttpResponse:
    """Seat rows."""
    actor = request.actor  # type: ignore[attr-defined]
    found = visible_flight(actor, flight_id)
    form = FlightForm(request.POST)
    if not form.is_valid():
        return _flight(request, found, form, 422)
    try:
        correct_flight(
            actor=actor,
            flight_id=found.pk,
            departed_at=found.departed_at,
            arrived_at=found.arrived_at,
            **form.cleaned_data,
        )
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        form.add_error("first_row", words(refusal.problems[0].message))
        return _flight(request, found, form, refusal.status)
    return redirect("travellers_flight", flight_id)


@page(FILE)
def messages(request: HttpRequest) -> HttpResponse:
    """Files that came, and a way to bring one."""
    actor = request.actor  # type: ignore[attr-defined]
    form, status = MessageForm(), 200
    if request.method == "POST":
        form = MessageForm(request.POST, request.FILES)
        if form.is_valid():
            content = form.cleaned_data["file"].read(MOST_FILE_BYTES + 1)
            voyage = voyage_of(form.cleaned_data["flight"], form.cleaned_data["arrival"])
            told = receive(actor=actor, content=content, voyage=voyage)
            return redirect("travellers_message", told.transmission)
        status = 422
    told = surroundings(actor, "travellers_messages", title=_("Passenger messages"), form=form)
    rows = visible_transmissions(actor)
    answer = TransmissionTable(rows, request).response("travellers/messages.html", told)
    answer.status_code = status
    return answer


def voyage_of(number: str, arrival: dt.date | None) -> Voyage | None:
    """The flight of a table that names none; None where none is given."""
    carrier, tidy = flight_number(number)
    if not tidy:
        return None
    return Voyage(tidy, carrier, arrival=dt.datetime.combine(arrival, dt.time()) if arrival else None)


@page(FILE)
@never_cache
def message(request: HttpRequest, transmission_id: int) -> HttpResponse:
    """One: what it did and everything that was wrong with it."""
    actor = request.actor  # type: ignore[attr-defined]
    found = visible_transmission(actor, transmission_id)
    told = surroundings(
        actor,
        "travellers_messages",
        title=_("Passenger message {number}").format(number=found.pk),
        transmission=found,
        parts=found.messages.select_related("flight").order_by("part")[:200],
        problems=[Problem.restored(each) for each in (found.problems or ())[:MOST_PROBLEMS]],
        sees_flights=actor.may(VIEW),
    )
    return render(request, "travellers/message.html", told)
