"""Cross-checks: small rules over what a traveller stated and what is known of document, flight and manifest.

A rule finds an error, which must be mended, or a hint, which the traveller may keep; both name a sentence of the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongguan.engines.mrz import Reading
from tongguan.engines.questionnaires import Finding
from tongguan.operations.passenger_declarations.contracts import Hint

GERMANY = "D"
"""The one issuer whose code in a zone is not that of ISO 3166-1."""
Found = Finding | Hint


@dataclass(frozen=True, slots=True)
class KnownFlight:
    """What is known of the flight. `origin` is the alpha-3 code of the country it comes from, empty where that cannot
    be told; `other_day` a neighbouring day on which this number travels where it does not on the stated one."""

    known: bool
    other_day: date | None = None
    origin: str = ""
    rows: tuple[int, int] | None = None
    on_manifest: bool = False
    seat: str = ""
    birth_date: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """Everything a rule may look at."""

    answers: Mapping[str, Any]
    reading: Reading | None
    facts: Mapping[str, str]
    flight: KnownFlight | None
    today: date
    guardian_age: int
    languages: Mapping[str, str]
    """Names of countries in the traveller's language, by code."""

    @property
    def travels(self) -> date:
        """The stated day of travel, today where it is not legible."""
        try:
            return date.fromisoformat(str(self.answers.get("travel_date")))
        except ValueError:
            return self.today


class DocumentReads:
    """Every check digit of the document's zone holds."""

    def find(self, stated: Stated) -> Iterator[Found]:
        reading = stated.reading
        if reading is None or not reading.valid:
            yield Finding("document", "check_digit" if reading and reading.layout else "document")


class DocumentNotExpired:
    """The document is valid on the day of travel."""

    def find(self, stated: Stated) -> Iterator[Found]:
        expiry = stated.facts.get("expiry_date", "")
        if expiry and expiry < stated.travels.isoformat()[: len(expiry)]:
            yield Finding("document", "expired")


class BirthBelievable:
    """Nobody is older than 130 years."""

    def find(self, stated: Stated) -> Iterator[Found]:
        born = stated.facts.get("birth_date", "")[:4]
        if born.isdigit() and not 0 <= stated.today.year - int(born) <= 130:
            yield Finding("document", "birth_date")


class ChildHasGuardian:
    """A child's declaration is filled in by a guardian."""

    def find(self, stated: Stated) -> Iterator[Found]:
        if stated.facts.get("age_group") == "child" and stated.answers.get("filer") == "self":
            yield Finding("filer", "guardian", {"age": str(stated.guardian_age)})


class FlightTravels:
    """The flight travels on the stated day: on another one it is an error, an unknown flight is asked about."""

    def find(self, stated: Stated) -> Iterator[Found]:
        flight = stated.flight
        if flight is None or flight.known:
            return
        if flight.other_day:
            yield Finding("travel_date", "flight_date", {"date": flight.other_day.isoformat()})
        else:
            yield Hint("flight", "flight")


class SeatExists:
    """The row is one of the aircraft's."""

    def find(self, stated: Stated) -> Iterator[Found]:
        seat, rows = str(stated.answers.get("seat") or ""), stated.flight.rows if stated.flight else None
        if seat[:-1].isdigit() and rows and not rows[0] <= int(seat[:-1]) <= rows[1]:
            yield Finding("seat", "seat_range")


class SeatAsBooked:
    """The seat agrees with the manifest."""

    def find(self, stated: Stated) -> Iterator[Found]:
        seat = stated.answers.get("seat")
        booked = stated.flight.seat.lstrip("0") if stated.flight else ""
        if seat and booked and seat != booked:
            yield Hint("seat", "seat", booked)


class BornAsBooked:
    """The date of birth agrees with the manifest; the manifest's is not told to whoever asks."""

    def find(self, stated: Stated) -> Iterator[Found]:
        booked = stated.flight.birth_date if stated.flight else ""
        born = stated.facts.get("birth_date", "")
        if len(booked) == len(born) == 10 and booked != born:
            yield Hint("document", "birth_date")


class OnManifest:
    """Somebody with this document is on the flight's manifest."""

    def find(self, stated: Stated) -> Iterator[Found]:
        flight = stated.flight
        if flight and flight.known and not flight.on_manifest and stated.facts.get("number"):
            yield Hint("flight", "passenger")


class ComesFromOrigin:
    """The country one comes from is where the flight comes from."""

    def find(self, stated: Stated) -> Iterator[Found]:
        origin = stated.flight.origin if stated.flight else ""
        given = stated.answers.get("departed_from")
        if origin and given and given != origin:
            yield Hint("departed_from", "departed_from", origin)


class VisitedOrigin:
    """The country one comes from is among those one was in."""

    def find(self, stated: Stated) -> Iterator[Found]:
        visited, last = stated.answers.get("visited"), stated.answers.get("departed_from")
        if isinstance(visited, list) and visited and last and last not in visited:
            yield Hint("visited", "visited", last, {"country": stated.languages.get(last, last)})


RULES = (
    DocumentReads(),
    DocumentNotExpired(),
    BirthBelievable(),
    ChildHasGuardian(),
    FlightTravels(),
    SeatExists(),
    SeatAsBooked(),
    BornAsBooked(),
    OnManifest(),
    ComesFromOrigin(),
    VisitedOrigin(),
)


def cross_check(stated: Stated, asked: set[str]) -> tuple[list[Finding], list[Hint]]:
    """What the rules find about questions that are asked: errors, and hints about questions without one."""
    found = [each for rule in RULES for each in rule.find(stated) if each.question in asked]
    errors = [each for each in found if isinstance(each, Finding)]
    wrong = {each.question for each in errors}
    return errors, [each for each in found if isinstance(each, Hint) and each.question not in wrong]


def document_facts(reading: Reading | None, today: date, guardian_age: int) -> dict[str, str]:
    """What conditions and rules ask of a document: the fields of its zone, nationality as ISO code, child or adult."""
    if reading is None or not reading.fields:
        return {}
    facts = dict(reading.fields)
    for name in ("nationality", "issuer"):
        if facts.get(name) == GERMANY:
            facts[name] = "DEU"
    age = age_on(facts.get("birth_date", ""), today)
    if age is not None:
        facts["age_group"] = "child" if age < guardian_age else "adult"
    return facts


def age_on(born: str, day: date) -> int | None:
    """Whole years of somebody born on an ISO day, month or year of which the rest is unknown (then the youngest they
    can be); None where nothing is known."""
    if len(born) < 4 or not born[:4].isdigit():
        return None
    month_day = (born[5:7] or "12", born[8:10] or "31")
    before = (f"{day.month:02d}", f"{day.day:02d}") < month_day
    return day.year - int(born[:4]) - before
