"""Flights: made or completed by what messages say, corrected by officers."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening.travellers import Voyage
from tongguan.operations.travellers.models import Flight, Passenger
from tongguan.operations.travellers.module import FILE
from tongguan.operations.travellers.queries.flights import visible_flight
from tongguan.platform.audit.interface import record
from tongguan.platform.identity.interface import organisation_by_code
from tongguan.platform.permissions.interface import Actor, Refused, require
from tongguan.platform.reference.interface import codes, parameter

ROWS = Text(
    zh="座位排号须从小到大，均大于零", en="seat rows run from a small number to a larger one, from 1 on"
)
MOST_ROWS = 120


def find_flight(voyage: Voyage) -> Flight | None:
    """The flight a message is about, made where it is new, completed where known. None without a number."""
    if not voyage.number:
        return None
    key = {
        "number": voyage.number,
        "departure_date": voyage.departure.date() if voyage.departure else None,
        "origin": voyage.origin,
        "destination": voyage.destination,
    }
    known = Flight.objects.filter(**key).first()
    if known is None:
        try:
            with transaction.atomic():
                known = Flight.objects.create(
                    **key, relevant_until=timezone.localdate(), carrier=voyage.carrier
                )
        except IntegrityError:
            known = Flight.objects.get(**key)
    return _completed(known, voyage)


def _completed(flight: Flight, voyage: Voyage) -> Flight:
    airports = codes("airport", timezone.localdate())
    for side, place, moment in (
        ("departure", voyage.origin, voyage.departure),
        ("arrival", voyage.destination, voyage.arrival),
    ):
        port = airports.get(place)
        zone = str(port.attributes.get("zone", "")) if port else ""
        setattr(flight, f"{side}_zone", zone)
        if moment is None:
            continue
        setattr(flight, f"{side}_date", moment.date())
        if zone:
            instant = "departs_at" if side == "departure" else "arrives_at"
            setattr(flight, instant, moment.replace(tzinfo=ZoneInfo(zone)))
    flight.transits = list(voyage.transits) or flight.transits
    flight.cancelled_at = None
    flight.office_id = flight.office_id or _office_of(voyage, airports)
    flight.relevant_until = relevant_until(flight)
    flight.save()
    Passenger.objects.filter(flight=flight).exclude(relevant_until=flight.relevant_until).update(
        relevant_until=flight.relevant_until
    )
    return flight


def _office_of(voyage: Voyage, airports) -> int | None:
    """The office of the port of arrival, else of departure."""
    for place in (voyage.destination, voyage.origin):
        port = airports.get(place)
        code = port.attributes.get("office") if port else ""
        office = organisation_by_code(str(code)) if code else None
        if office is not None:
            return office.pk
    return None


def relevant_until(flight: Flight) -> dt.date:
    """Through this day a changed list is compared again with those on board."""
    day = flight.arrival_date or flight.departure_date or timezone.localdate()
    try:
        return day + dt.timedelta(days=int(parameter("travellers.rescreen_window", timezone.localdate())))
    except OverflowError:
        return day


@transaction.atomic
def correct_flight(
    *,
    actor: Actor,
    flight_id: int,
    first_row: int | None,
    last_row: int | None,
    departed_at: dt.datetime | None = None,
    arrived_at: dt.datetime | None = None,
) -> Flight:
    """What messages do not tell: the seat rows of the aircraft, and when it really left and came."""
    require(actor, FILE)
    flight = Flight.objects.select_for_update().get(pk=visible_flight(actor, flight_id).pk)
    if (first_row is None) != (last_row is None) or (
        first_row is not None and last_row is not None and not 1 <= first_row <= last_row <= MOST_ROWS
    ):
        raise Refused(Problem("flight.rows", ROWS, "/first_row"))
    flight.first_row, flight.last_row = first_row, last_row
    flight.departed_at, flight.arrived_at = departed_at, arrived_at
    flight.save(update_fields=["first_row", "last_row", "departed_at", "arrived_at"])
    data = {"rows": [first_row, last_row], "departed": departed_at, "arrived": arrived_at}
    record(actor=actor, action="travellers.flight_corrected", subject=("flight", str(flight.pk)), data=data)
    return flight
