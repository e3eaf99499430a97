"""PNRGOV, the reservation message: everybody of every reservation, once, with documents from their special requests.

Source: WCO/IATA/ICAO PNRGOV Message Implementation Guide (TIF traveller, SSR DOCS/INFT, SRC a reservation begins).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA, JaroWinkler

from tongguan.engines.edifact import Message, Segment
from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening.countries import country
from tongguan.engines.screening.dates import misread, parse_date
from tongguan.engines.screening.documents import Document, tidy_number
from tongguan.engines.screening.travellers.model import Role, Traveller, sex_of
from tongguan.engines.screening.travellers.paxlst import BAD_DATE, BAD_NUMBER
from tongguan.engines.screening.travellers.spoken import add, put_name, settle, tell, without_titles

MAX_SLIPS, LETTERS_A_SLIP, SHORTEST_START, ALIKE_GIVEN, MAX_POOL, MAX_SPELLINGS = 2, 4, 6, 0.8, 50, 8
"""Names of one traveller differ by so many letters, one for every four; or one is the beginning of the other and at
least this long. Reservations of more than fifty people are matched by exact names alone."""
ONLY_IN_REQUEST = Text(
    zh="仅见于特殊服务请求（{kind}），没有 TIF", en="named in a special request ({kind}) alone, without a TIF"
)


@dataclass(slots=True)
class _Reservation:
    people: list[Traveller] = field(default_factory=list)
    by_reference: dict[str, list[Traveller]] = field(default_factory=dict)
    by_name: dict[str, Traveller] = field(default_factory=dict)
    last: Traveller | None = None
    requests: list[tuple[Segment, Traveller | None]] = field(default_factory=list)


def read_pnrgov(message: Message, today: dt.date) -> tuple[list[Traveller], list[Problem]]:
    """Everybody a message names. Later mentions of a traveller in flights, seats and history are the same person."""
    reservations = [_Reservation()]
    flight = ""
    for segment in message.segments:
        if segment.tag == "SRC":
            reservations.append(_Reservation())
        elif segment.tag == "TVL" and not flight:
            flight = segment.component(3) + segment.component(4)
        elif segment.tag == "TIF":
            _traveller(reservations[-1], segment, flight)
        elif segment.tag == "SSR":
            reservations[-1].requests.append((segment, reservations[-1].last))
    for reservation in reservations:
        for segment, last in reservation.requests:
            _request(reservation, segment, last, flight, today)
    people = [person for reservation in reservations for person in reservation.people]
    for person in people:
        settle(person)
    return people, []


def _traveller(reservation: _Reservation, segment: Segment, flight: str) -> None:
    family = segment.component(0)
    given = segment.elements[1:] or ((),)
    for element in given:
        padded = (*element, "", "", "")
        reservation.last = _known(reservation, family, padded[0], padded[2], segment, flight)
        if padded[1].upper() in ("IN", "INF"):
            reservation.last.role = Role.INFANT


def _known(
    reservation: _Reservation, family: str, given: str, reference: str, segment: Segment, flight: str
) -> Traveller:
    """The person already met under this reference or name; or a new one. Unlike names under one reference are two."""
    glued = _glued(family, given)
    if reference:
        pool = reservation.by_reference.get(reference, [])[:MAX_POOL]
        known = next((person for person in pool if _alike(person, glued)), None)
    else:
        known = reservation.by_name.get(glued)
    if known is not None:
        put_name(known, family, given)
        _remember(reservation, known)
        return known
    person = Traveller(f"segment {segment.number}", flight=flight, position=f"segment {segment.number}")
    put_name(person, family, given)
    reservation.people.append(person)
    _remember(reservation, person)
    if reference:
        reservation.by_reference.setdefault(reference, []).append(person)
    return person


def _remember(reservation: _Reservation, person: Traveller) -> None:
    for name in person.names or [""]:
        reservation.by_name.setdefault("".join(name.upper().split()), person)


def _glued(*parts: str) -> str:
    return "".join("".join(without_titles(part).upper().split()) for part in parts)


def _alike(person: Traveller, glued: str) -> bool:
    """Nobody has ever more spellings: who would add another is somebody else."""
    if len(person.names) > MAX_SPELLINGS:
        return False
    others = ("".join(name.upper().split()) for name in person.names or [""])
    return any(other == glued or _near(other, glued) for other in others)


def _near_person(person: Traveller, glued: str, family: str, given: list[str]) -> bool:
    """Near as a whole, or of the same family name with given names that are alike."""
    if _alike(person, glued):
        return True
    ours, theirs = _glued(family), _glued(*given[:1])
    for name in person.names:
        plain = _glued(*name.split())
        if ours and plain.startswith(ours):
            rest = plain.removeprefix(ours)
            return bool(rest) and JaroWinkler.similarity(rest, theirs) >= ALIKE_GIVEN
    return False


def _near(left: str, right: str) -> bool:
    shorter, longer = sorted((left, right), key=len)
    if len(shorter) >= SHORTEST_START and longer.startswith(shorter):
        return True
    slips = min(MAX_SLIPS, len(shorter) // LETTERS_A_SLIP)
    return OSA.distance(left, right, score_cutoff=slips) <= slips


def _request(
    reservation: _Reservation, segment: Segment, last: Traveller | None, flight: str, today: dt.date
) -> None:
    """Read once all TIF are known, so that nobody's document is taken for that of somebody named alike."""
    kind = segment.component(0).upper()
    if kind not in ("DOCS", "INFT") or not segment.elements:
        return
    text = next((part for part in reversed(segment.elements[0][1:]) if "/" in part), "")
    fields = [part.strip() for part in text.split("/")]
    if kind == "INFT":
        fields = ["", "", "", "", "", *fields[2:3], "", "", *fields[:2]]
    fields += [""] * (12 - len(fields))
    infant = kind == "INFT" or fields[6].upper() in ("FI", "MI")
    person = _owner(reservation, segment, fields[8:11], last, infant)
    person.flight = flight
    _documented(person, fields, today)
    if infant:
        person.role = Role.INFANT


def _owner(
    reservation: _Reservation, segment: Segment, name: list[str], last: Traveller | None, infant: bool
) -> Traveller:
    """Whose request it is: by exact name, then (but for infants, who share their mother's) by a near one.

    Without a name it belongs to the traveller above it; with a name that nobody has, to a person of its own.
    """
    family, *given = name
    glued, first = _glued(family, *given), _glued(family, *given[:1])
    if not glued and last is not None:
        return last
    if glued:
        known = reservation.by_name.get(glued) or reservation.by_name.get(first)
        if known is None and not infant and len(reservation.people) <= MAX_POOL:
            near = [person for person in reservation.people if _near_person(person, glued, family, given)]
            known = near[0] if len(near) == 1 else None
        if known is not None:
            return _with_name(known, family, given)
    person = Traveller(f"segment {segment.number}", position=f"segment {segment.number}")
    tell(person, "pnrgov.only_in_request", ONLY_IN_REQUEST.filled(kind=segment.component(0)[:10]))
    put_name(person, family, *given)
    reservation.people.append(person)
    _remember(reservation, person)
    return person


def _with_name(person: Traveller, family: str, given: list[str]) -> Traveller:
    """A document's fuller spelling of the name joins the one of the reservation."""
    plain = " ".join(filter(None, (without_titles(part) for part in (family, *given))))
    if plain:
        add(person, plain)
    return person


def _documented(person: Traveller, fields: list[str], today: dt.date) -> None:
    kind, issuer, number, nationality, born, sex = fields[1:7]
    person.nationality = person.nationality or country(nationality)
    person.sex = person.sex or sex_of(sex)
    tidy = tidy_number(number)
    document = Document(tidy, country(issuer), kind)
    if tidy and document not in person.documents:
        person.documents.append(document)
    elif number and not tidy:
        tell(person, "traveller.bad_number", BAD_NUMBER.filled(text=number[:20]))
    birth = parse_date(born, today)
    if birth is not None and birth not in person.births:
        person.births.append(birth)
    if born and misread(born, birth):
        tell(person, "traveller.bad_date", BAD_DATE.filled(text=born[:20]))
