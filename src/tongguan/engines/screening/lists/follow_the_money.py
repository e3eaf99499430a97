"""FollowTheMoney entities, one JSON object a line: persons with their names, births and passports.

Source: the FollowTheMoney schema (Person, LegalEntity, Passport, Identification). Passports may be entities of their
own that name their holder.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening.countries import country
from tongguan.engines.screening.dates import parse_date
from tongguan.engines.screening.documents import Document, tidy_number
from tongguan.engines.screening.lists.entry import Entry, EntryList
from tongguan.engines.screening.travellers.model import sex_of

PERSONS = frozenset({"Person", "LegalEntity"})
PAPERS = frozenset({"Passport", "Identification"})
NAMES = ("name", "alias", "weakAlias", "previousName")
MAX_NAMES = 200

NOT_JSON = Text(zh="不是 JSON 对象", en="not a JSON object")
NO_NAME = Text(zh="没有姓名", en="there is no name")


def read_follow_the_money(text: str, today: dt.date) -> EntryList:
    """Every person of the file; other schemata are counted."""
    out = EntryList("FollowTheMoney")
    papers: dict[str, list[Document]] = {}
    persons: list[tuple[int, dict[str, Any]]] = []
    for line, raw in enumerate(text.split("\n"), start=1):
        if not raw.strip():
            continue
        entity = _object(raw)
        if entity is None:
            out.rejects.append(Problem("list.not_json", NOT_JSON, f"line {line}", line))
        elif entity.get("schema") in PERSONS:
            persons.append((line, entity))
        else:
            out.not_persons += 1
            if entity.get("schema") in PAPERS:
                _paper(entity, papers)
    for line, entity in persons:
        entry = _entry(entity, papers, today)
        if entry is None:
            out.rejects.append(Problem("list.no_name", NO_NAME, f"line {line}", line))
        else:
            out.entries.append(entry)
    return out


def _object(raw: str) -> dict[str, Any] | None:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("properties", {}), dict) else None


def _values(entity: dict[str, Any], *names: str) -> list[str]:
    held = entity.get("properties", {})
    return [
        value for name in names for value in held.get(name) or () if isinstance(value, str) and value.strip()
    ]


def _paper(entity: dict[str, Any], papers: dict[str, list[Document]]) -> None:
    issuer = next(filter(None, map(country, _values(entity, "country"))), "")
    for holder in _values(entity, "holder"):
        papers.setdefault(holder, []).extend(
            Document(number, issuer, "P") for number in map(tidy_number, _values(entity, "number")) if number
        )


def _entry(entity: dict[str, Any], papers: dict[str, list[Document]], today: dt.date) -> Entry | None:
    names = _values(entity, *NAMES)
    if not names:
        whole = " ".join(_values(entity, "firstName")[:1] + _values(entity, "lastName")[:1])
        names = [whole] if whole else []
    if not names:
        return None
    nations = [country(value) for value in _values(entity, "nationality", "citizenship")]
    numbers = map(tidy_number, _values(entity, "passportNumber"))
    documents = [Document(number, "", "P") for number in numbers if number]
    reference = str(entity.get("id") or "")
    births = (parse_date(value, today) for value in _values(entity, "birthDate"))
    return Entry(
        reference=reference,
        names=tuple(dict.fromkeys(names))[:MAX_NAMES],
        births=tuple(dict.fromkeys(birth for birth in births if birth is not None)),
        sex=sex_of(next(iter(_values(entity, "gender")), "")),
        nationalities=tuple(dict.fromkeys(filter(None, nations))),
        documents=tuple(dict.fromkeys([*documents, *papers.get(reference, ())])),
        source="FollowTheMoney",
        reason=", ".join(_values(entity, "topics")[:5]),
    )
