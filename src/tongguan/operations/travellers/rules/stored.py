"""Travellers and list entries as stored values, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from tongguan.engines.screening import Entry, Traveller
from tongguan.engines.screening.dates import PartialDate, parse_date
from tongguan.engines.screening.documents import Document, tidy_number
from tongguan.engines.screening.travellers import Role, sex_of
from tongguan.operations.travellers.contracts import DocumentFields


def traveller_stored(person: Traveller) -> dict[str, Any]:
    """What is kept of a traveller: everything that screening and the counter need."""
    return {
        "reference": person.reference,
        "names": person.names,
        "births": [_date_stored(birth) for birth in person.births],
        "sex": str(person.sex),
        "nationality": person.nationality,
        "documents": [[d.number, d.country, d.kind] for d in person.documents],
        "seat": person.seat,
        "booking": person.booking,
        "embarks": person.embarks,
        "leaves": person.leaves,
        "problems": [problem.stored() for problem in person.problems],
    }


def traveller_read(held: Mapping[str, Any], role: str = "passenger", position: str = "") -> Traveller:
    """A traveller out of what is kept."""
    return Traveller(
        held["reference"],
        list(held["names"]),
        [_date_read(birth) for birth in held["births"]],
        sex_of(held["sex"]),
        held["nationality"],
        [Document(*document) for document in held["documents"]],
        Role(role),
        position=position,
        seat=held["seat"],
        booking=held["booking"],
        embarks=held["embarks"],
        leaves=held["leaves"],
    )


def traveller_of(fields: DocumentFields, today: dt.date) -> Traveller:
    """A traveller out of a document's fields."""
    birth = parse_date(fields.birth_date, today) if fields.birth_date else None
    number = tidy_number(fields.number)
    return Traveller(
        "scan",
        [name for name in (" ".join(name.split())[:200] for name in fields.names[:6]) if name],
        [birth] if birth else [],
        sex_of(fields.sex),
        fields.nationality[:3].upper(),
        [Document(number, fields.country[:3].upper(), "P")] if number else [],
    )


def entry_stored(entry: Entry) -> dict[str, Any]:
    """What is kept of somebody a list names."""
    return {
        "reference": entry.reference,
        "names": list(entry.names),
        "births": [_date_stored(birth) for birth in entry.births],
        "sex": str(entry.sex),
        "nationalities": list(entry.nationalities),
        "documents": [[d.number, d.country, d.kind] for d in entry.documents],
        "reason": entry.reason,
    }


def entry_read(
    key: int, held: Mapping[str, Any], valid_from: dt.date | None = None, valid_to: dt.date | None = None
) -> Entry:
    """An entry under its row's number, for the index."""
    return Entry(
        str(key),
        tuple(held["names"]),
        tuple(_date_read(birth) for birth in held["births"]),
        sex_of(held["sex"]),
        tuple(held["nationalities"]),
        tuple(Document(*document) for document in held["documents"]),
        valid_from,
        valid_to,
    )


def births_shown(held: Mapping[str, Any]) -> str:
    """Dates of birth for people to read."""
    return ", ".join(str(_date_read(birth)) for birth in held["births"])


def _date_stored(date: PartialDate) -> list[int | None]:
    return [date.year, date.month, date.day, date.spread_years]


def _date_read(held: list[int | None]) -> PartialDate:
    year, month, day, spread = held
    return PartialDate(year or 0, month, day, spread or 0)
