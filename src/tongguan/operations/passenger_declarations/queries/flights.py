"""What is known of a stated flight, out of the passenger messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tongguan.operations.passenger_declarations.rules import KnownFlight
from tongguan.operations.travellers.interface import DocumentFields, FlightFacts, flight_on, passenger_on
from tongguan.platform.reference.interface import codes

DAY = timedelta(days=1)


def known_flight(answers: Mapping[str, Any], facts: Mapping[str, str]) -> KnownFlight | None:
    """What is known of the stated flight; None where none is stated. The day of travel is that of crossing the border:
    of arrival for who enters, of departure for who leaves."""
    number, stated = answers.get("flight"), answers.get("travel_date")
    if not isinstance(number, str) or not isinstance(stated, str) or answers.get("transport") != "plane":
        return None
    try:
        day = date.fromisoformat(stated)
    except ValueError:
        return None
    leaving = answers.get("direction") == "exit"
    flight = crossing(number, day, leaving)
    if flight is None:
        others = (other for other in (day - DAY, day + DAY) if crossing(number, other, leaving))
        return KnownFlight(False, next(others, None))
    person = passenger_on(
        flight, DocumentFields(number=facts.get("number", ""), names=(facts.get("surname", ""),))
    )
    return KnownFlight(
        True,
        None,
        "" if leaving else _country_of(flight.origin, day),
        flight.seat_rows,
        person is not None,
        person.seat if person else "",
        person.birth_date if person else "",
    )


def crossing(number: str, day: date, leaving: bool) -> FlightFacts | None:
    """The flight that crosses the border on a day. One that leaves may arrive on the next."""
    if not leaving:
        return flight_on(number, day)
    arrivals = (flight_on(number, day), flight_on(number, day + DAY))
    return next((each for each in arrivals if each and each.departure_date in (None, day)), None)


def _country_of(place: str, day: date) -> str:
    """The country of an airport by its IATA code or UN/LOCODE; empty where it is not listed."""
    if len(place) == 5:
        rows = codes("country", day)
        return next((code for code, row in rows.items() if row.attributes.get("alpha2") == place[:2]), "")
    airport = codes("airport", day).get(place)
    return airport.attributes.get("country", "") if airport else ""
