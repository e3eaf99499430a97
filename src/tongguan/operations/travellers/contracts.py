"""What crosses the module's border."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from tongguan.engines.problems import Problem, Text


@dataclass(frozen=True, slots=True)
class FlightFacts:
    """A flight as messages named it. Instants are known where the zone of the port is; days are those of the port."""

    id: int
    number: str
    carrier: str
    origin: str
    destination: str
    transits: tuple[str, ...] = ()
    departure_date: dt.date | None = None
    arrival_date: dt.date | None = None
    departs_at: dt.datetime | None = None
    arrives_at: dt.datetime | None = None
    seat_rows: tuple[int, int] | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class DocumentFields:
    """A travel document and its holder as typed or read: number, issuing country, names, birth in any form."""

    number: str = ""
    country: str = ""
    names: tuple[str, ...] = ()
    birth_date: str = ""
    sex: str = ""
    nationality: str = ""


@dataclass(frozen=True, slots=True)
class PassengerFacts:
    """Somebody on a flight. `verdict` is empty until screened; `listed` False: a later message took them off."""

    id: int
    flight: int | None
    names: tuple[str, ...]
    birth_date: str
    sex: str
    nationality: str
    documents: tuple[tuple[str, str], ...]
    role: str
    seat: str
    embarks: str
    leaves: str
    verdict: str
    listed: bool


@dataclass(frozen=True, slots=True)
class HitFacts:
    """Who somebody may be, without the other person's data: how likely, why in words, which list and what for."""

    reference: str
    probability: float
    reasons: tuple[Text, ...]
    source: Text
    listed_for: str
    consequence: int
    state: str


@dataclass(frozen=True, slots=True)
class HitPerson:
    """The traveller of a hit, not the person on the list; `contact`: the list is one of close contacts."""

    fields: DocumentFields
    flight: str
    seat: str
    office_id: int | None
    contact: bool


@dataclass(frozen=True, slots=True)
class CandidateVerdict:
    """A zone as it would read with one character changed, and what screening says of that; never accepted by itself."""

    lines: tuple[str, ...]
    read: str
    meant: str
    decision: str
    hits: tuple[HitFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class ScreeningVerdict:
    """What one look-up said. `decision` is `clear`, `possible` or `match`; an unreadable or repaired document is never
    clear. `degraded` names lists that are stale or empty: less suffices for a hit then. `scan` is its log entry."""

    decision: str
    scan: int
    at: dt.datetime
    hits: tuple[HitFacts, ...] = ()
    candidates: tuple[CandidateVerdict, ...] = ()
    problems: tuple[Problem, ...] = ()
    degraded: tuple[Text, ...] = ()
    passenger: PassengerFacts | None = None
    subject: DocumentFields = field(default_factory=DocumentFields)
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to a file of passenger messages. `replayed`: the same bytes had been taken in before."""

    transmission: int
    kind: str
    people: int
    added: int
    changed: int
    withdrawn: int
    flights: tuple[int, ...]
    problems: tuple[Problem, ...]
    replayed: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """What a change of a list did: its revision, how many entries, and the rows that were rejected."""

    revision: int
    added: int
    changed: int
    removed: int
    kept: int
    rejected: int
    rejects: tuple[Problem, ...] = ()
