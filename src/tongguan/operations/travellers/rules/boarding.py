"""Who of a message is who of those known on its flight. In doubt two people: nobody is ever lost in another."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Protocol

from tongguan.engines.screening import Traveller, compare_names
from tongguan.engines.screening.dates import Births, compare_births
from tongguan.engines.screening.names import LIKELY
from tongguan.operations.travellers.rules.identity import document_key, name_key
from tongguan.operations.travellers.rules.stored import traveller_read

MOST_COMPARED = 20
"""So many people with one document number are compared by name; a number that more share tells nothing."""


class Aboard(Protocol):
    """A passenger as the rule needs them."""

    pk: Any
    data: dict[str, Any]
    name_key: str
    keys: Any


class Board:
    """Those known on a flight, each to be claimed once a message."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows
        self.claimed: set[Any] = set()
        self.by_document: dict[str, list[Any]] = defaultdict(list)
        self.by_name: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            self.by_name[row.name_key].append(row)
            for key in row.keys.all():
                self.by_document[key.key].append(row)

    def claim(self, person: Traveller) -> Any | None:
        """The one this is: of the same document and a like name, or of the same name and birth, no other document."""
        for document in person.documents:
            for row in self.by_document.get(document_key(document.number), [])[:MOST_COMPARED]:
                if row.pk not in self.claimed and _like(person, row):
                    return self._taken(row)
        if not person.names:
            return None
        for row in self.by_name.get(name_key(person), [])[:MOST_COMPARED]:
            if row.pk not in self.claimed and not _contradict(person, row):
                return self._taken(row)
        return None

    def unclaimed(self) -> list[Any]:
        """Those the message does not name."""
        return [row for row in self.rows if row.pk not in self.claimed]

    def _taken(self, row: Any) -> Any:
        self.claimed.add(row.pk)
        return row


def _like(person: Traveller, row: Any) -> bool:
    known = traveller_read(row.data)
    if not person.names or not known.names:
        return not person.names and not known.names
    if compare_births(tuple(person.births), tuple(known.births)) in (Births.APART, Births.FAR):
        return False
    return any(compare_names(ours, theirs).score >= LIKELY for ours in person.names for theirs in known.names)


def _contradict(person: Traveller, row: Any) -> bool:
    """Another document, another nation or another birth."""
    known = traveller_read(row.data)
    ours, theirs = ({d.number for d in held} for held in (person.documents, known.documents))
    if ours and theirs and ours.isdisjoint(theirs):
        return True
    if person.nationality and known.nationality and person.nationality != known.nationality:
        return True
    return not person.births and not ours and bool(theirs)
