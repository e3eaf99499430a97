"""The door to travellers: flights, who is on them, and what the lists say of a document."""

from tongguan.operations.travellers.actions.scanning import screen_document
from tongguan.operations.travellers.contracts import (
    CandidateVerdict,
    DocumentFields,
    FlightFacts,
    HitFacts,
    HitPerson,
    PassengerFacts,
    ScreeningVerdict,
)
from tongguan.operations.travellers.enums import Decision, Purpose
from tongguan.operations.travellers.queries.flights import announced_on, flight_on, passenger_on
from tongguan.operations.travellers.queries.hits import person_of_hit

__all__ = [
    "CandidateVerdict",
    "Decision",
    "DocumentFields",
    "FlightFacts",
    "HitFacts",
    "HitPerson",
    "PassengerFacts",
    "Purpose",
    "ScreeningVerdict",
    "announced_on",
    "flight_on",
    "passenger_on",
    "person_of_hit",
    "screen_document",
]
