"""Reads of flights and of who is on them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tongguan.engines.problems import Text
from tongguan.engines.screening.travellers import Role, flight_number
from tongguan.operations.travellers.contracts import DocumentFields, FlightFacts, PassengerFacts
from tongguan.operations.travellers.enums import HitState, Presence
from tongguan.operations.travellers.models import Flight, Hit, Passenger, Transmission
from tongguan.operations.travellers.module import ALL, VIEW
from tongguan.operations.travellers.rules.identity import document_key
from tongguan.operations.travellers.rules.stored import births_shown
from tongguan.platform.permissions.interface import Actor, NotFound


def visible_flights(actor: Actor) -> QuerySet[Flight]:
    """Those of the actor's offices; all for who may see all."""
    flights = Flight.objects.select_related("office")
    if actor.may(ALL):
        return flights
    if not actor.may(VIEW):
        return flights.none()
    return flights.filter(office_id__in=actor.office_ids)


def visible_flight(actor: Actor, flight_id: int) -> Flight:
    """One of them; raises NotFound alike for a missing and a hidden one."""
    found = visible_flights(actor).filter(pk=flight_id).first()
    if found is None:
        raise NotFound(Text(zh="航班", en="flight"))
    return found


def flight_on(number: str, arrival_date: dt.date) -> FlightFacts | None:
    """The flight of this number (`CA 0988` or `CA988`) that arrives on this local day; where no message told its
    arrival, the one that leaves on it. Of several the one not cancelled that was told last."""
    carrier, tidy = flight_number(number)
    if not carrier:
        return None
    on_day = Q(arrival_date=arrival_date) | Q(arrival_date=None, departure_date=arrival_date)
    found = (
        Flight.objects.filter(on_day, number=tidy)
        .order_by(F("cancelled_at").asc(nulls_first=True), "-id")
        .first()
    )
    return flight_facts(found) if found else None


def flight_facts(flight: Flight) -> FlightFacts:
    """What leaves the module."""
    return FlightFacts(
        id=flight.pk,
        number=flight.number,
        carrier=flight.carrier,
        origin=flight.origin,
        destination=flight.destination,
        transits=tuple(flight.transits),
        departure_date=flight.departure_date,
        arrival_date=flight.arrival_date,
        departs_at=flight.departs_at,
        arrives_at=flight.arrives_at,
        seat_rows=(flight.first_row, flight.last_row) if flight.first_row and flight.last_row else None,
        cancelled=flight.cancelled_at is not None,
    )


def passenger_on(flight: FlightFacts | int | None, document: DocumentFields | str) -> PassengerFacts | None:
    """Who is on a flight with this document, those still listed first; None where nobody is, or no flight is given.

    Where several hold the number (messages repeat numbers), the names must tell: with `names` the person named so.
    """
    if flight is None:
        return None
    fields = DocumentFields(number=document) if isinstance(document, str) else document
    key = document_key(fields.number)
    if not key:
        return None
    flight_id = flight if isinstance(flight, int) else flight.id
    rows = list(Passenger.objects.filter(flight_id=flight_id, keys__key=key).order_by("id")[:20])
    rows.sort(key=lambda row: row.presence != Presence.LISTED)
    if len(rows) > 1 and fields.names:
        wanted = {_plain(name) for name in fields.names}
        named = [row for row in rows if wanted & {_plain(name) for name in row.data["names"]}]
        rows = named or rows
    return passenger_facts(rows[0]) if rows else None


def announced_on(flight: FlightFacts) -> int:
    """How many travellers the messages list on a flight, without the crew."""
    listed = Passenger.objects.filter(flight_id=flight.id, presence=Presence.LISTED)
    return listed.exclude(role=Role.CREW).count()


def passenger_facts(row: Passenger) -> PassengerFacts:
    """What leaves the module."""
    held = row.data
    return PassengerFacts(
        id=row.pk,
        flight=row.flight_id,
        names=tuple(held["names"]),
        birth_date=births_shown(held),
        sex=held["sex"],
        nationality=held["nationality"],
        documents=tuple((number, country) for number, country, _kind in held["documents"]),
        role=row.role,
        seat=held["seat"],
        embarks=held["embarks"],
        leaves=held["leaves"],
        verdict=row.verdict,
        listed=row.presence == Presence.LISTED,
    )


def _plain(name: str) -> str:
    return "".join(sorted("".join(char for char in name.casefold() if char.isalnum())))


def counted_flights(actor: Actor) -> QuerySet[Flight]:
    """With how many are on board, wait for screening, and have open hits."""
    here = Passenger.objects.filter(flight=OuterRef("pk"), presence=Presence.LISTED).order_by()
    hits = Hit.objects.filter(flight=OuterRef("pk"), state=HitState.OPEN).order_by()
    return visible_flights(actor).annotate(
        listed=_count(here, "flight"),
        unscreened=_count(here.filter(screened_revision=None), "flight"),
        open_hits=_count(hits, "flight"),
    )


def _count(rows: QuerySet, field: str) -> Coalesce:
    counted = rows.values(field).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def visible_transmissions(actor: Actor) -> QuerySet[Transmission]:
    """A sender's own; for officers also those about flights of their offices; all for who may see all."""
    rows = Transmission.objects.all()
    if actor.may(ALL):
        return rows
    own = Q(received_by=actor.user_id) if actor.user_id is not None else Q(pk=None)
    if actor.may(VIEW):
        own |= Q(messages__flight__office_id__in=actor.office_ids)
    return rows.filter(pk__in=rows.filter(own).values("pk"))


def visible_transmission(actor: Actor, transmission_id: int) -> Transmission:
    """One of them; raises NotFound alike for a missing and a hidden one."""
    found = visible_transmissions(actor).filter(pk=transmission_id).first()
    if found is None:
        raise NotFound(Text(zh="旅客信息", en="passenger message"))
    return found
