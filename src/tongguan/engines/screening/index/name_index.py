"""Which entries of a list a traveller may be: by names, by documents; in memory, changed in place.

A name is looked up part by part. An entry's name is a candidate when two of its parts are met; one suffices where
either name has but one or an initial, where the part tells much and the year of birth agrees, or where the whole date
does. Candidates are ranked by what the parts met tell and by the year, and the best are compared in full.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tongguan.engines.screening.index.keys import birth_keys, document_keys
from tongguan.engines.screening.index.postings import Numbers, Postings
from tongguan.engines.screening.index.splitting import joined, split
from tongguan.engines.screening.index.vocabulary import LEAST_LIKE, Vocabulary
from tongguan.engines.screening.lists.entry import Entry
from tongguan.engines.screening.names.name import Name, parse_name, read_name
from tongguan.engines.screening.travellers.model import Traveller

MAX_CANDIDATES = 40
"""So many names of a list are compared in full with a name of a traveller; where more are met, that is said."""
TELLING = 2.4
"""Information (decimal digits) from which a part leads to a name by itself where the year of birth agrees."""
UNMET = 1.0 - LEAST_LIKE
"""How unlike parts are at least that do not lead to one another."""
YEAR_BONUS, YEAR_MALUS = 1.0, 1.5
MAX_QUERY_NAMES, MAX_OPTIONS = 6, 31
_ALWAYS = (dt.date.min.toordinal(), dt.date.max.toordinal())


@dataclass(frozen=True, slots=True)
class Option:
    """One part of a name: the names of the list that have one like it, and what it tells."""

    information: float
    bearers: Numbers
    alone: Numbers


@dataclass(slots=True)
class Candidates:
    """Entries a traveller may be, each with those of its names that were met, and how much the fullest of them tells.

    `whole`: entries met by a document, or by as many parts as the shorter name has, or otherwise than part by part; of
    any other some part has no counterpart but one at least `UNMET` unlike. `cut`: more names were met than compared.
    """

    names: dict[int, list[str]] = field(default_factory=dict)
    information: dict[int, float] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Met:
    """Names of the list by number, with what the parts they share tell, and whether no part of the shorter is left."""

    names: Numbers
    information: NDArray[np.float32]
    whole: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.names)


class NameIndex:
    """Entries by number, in the order they were added. One thread at a time: looking up writes marks."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries: list[Entry | None] = []
        self.by_reference: dict[str, list[int]] = {}
        self.vocabulary = Vocabulary()
        self._names: list[str] = []
        self._owner = array("i")
        self._information = array("f")
        self._sizes = array("b")
        self._bearers = Postings()
        self._alone = Postings()
        self._documents, self._births = Postings(), Postings()
        self._names_from = array("i", [0])
        self._first, self._last = array("i"), array("i")
        self._year_from, self._year_to = array("h"), array("h")
        self._bits = np.empty(0, np.uint32)
        for entry in entries:
            self.add(entry)
        self.settle()

    def __len__(self) -> int:
        return sum(entry is not None for entry in self.entries)

    def settle(self) -> None:
        """Sort additions in; done by itself when they are many."""
        for postings in self._postings():
            postings.settle()

    def add(self, entry: Entry) -> int:
        """The entry's number. Adding never takes a hit from another entry but through `MAX_CANDIDATES`."""
        number = len(self.entries)
        self.entries.append(entry)
        self.by_reference.setdefault(entry.reference, []).append(number)
        self._first.append((entry.valid_from.toordinal()) if entry.valid_from else _ALWAYS[0])
        self._last.append((entry.valid_to.toordinal()) if entry.valid_to else _ALWAYS[1])
        years = [(birth.year - birth.spread_years, birth.year + birth.spread_years) for birth in entry.births]
        self._year_from.append(min((low for low, _ in years), default=0))
        self._year_to.append(max((high for _, high in years), default=0))
        for text in entry.names:
            self._add_name(read_name(text), number)
        self._names_from.append(len(self._names))
        for document in entry.documents:
            for key in document_keys(document):
                self._documents.add(key, number)
        for birth in entry.births:
            for key in birth_keys(birth)[:1]:
                self._births.add(key, number)
        return number

    def _add_name(self, name: Name, entry: int) -> None:
        if not name.content:
            return
        at = len(self._names)
        self._names.append(name.text)
        self._information.append(name.information)
        self._sizes.append(0 if _short(name) else min(len(set(name.content)), 100))
        self._owner.append(entry)
        postings = self._alone if _short(name) else self._bearers
        for part in dict.fromkeys(name.content):
            postings.add(self.vocabulary.number(part), at)

    def remove(self, reference: str) -> int:
        """Take the entries of a reference out; how many they were. Exactly their hits end."""
        numbers = self.by_reference.pop(reference, [])
        for number in numbers:
            self.entries[number] = None
            self._last[number] = -1
        return len(numbers)

    def candidates(self, traveller: Traveller, on: dt.date) -> Candidates:
        """Entries valid on a day that the traveller may be by a document or by a name."""
        out = Candidates()
        day = on.toordinal()
        for document in traveller.documents:
            for key in document_keys(document):
                for entry in self._documents.get(key).tolist():
                    if self._first[entry] <= day <= self._last[entry]:
                        out.names.setdefault(entry, [])
                        out.whole.add(entry)
        for text in traveller.names[:MAX_QUERY_NAMES]:
            met = self._names_like(parse_name(text), traveller, day)
            out.cut = out.cut or len(met) > MAX_CANDIDATES
            for place in self._best(met, traveller).tolist():
                at = int(met.names[place])
                entry = self._owner[at]
                out.names.setdefault(entry, []).append(self._names[at])
                if met.whole[place]:
                    out.whole.add(entry)
                out.information[entry] = max(out.information.get(entry, 0.0), self._information[at])
        return out

    def _names_like(self, name: Name, traveller: Traveller, day: int) -> Met:
        """The names met by enough of their parts and valid on the day."""
        if len(self._bits) < len(self._names):
            self._bits = np.zeros(len(self._names) + len(self._names) // 4 + 64, np.uint32)
        options = self._options(name)
        for bit, option in enumerate(options):
            for numbers in (option.bearers, option.alone):
                self._bits[numbers] |= np.uint32(1 << bit)
        kept = [option.alone for option in options]
        kept.append(self._born_alike(traveller))
        every = _short(name)
        for option in options:
            numbers = option.bearers
            if not every:
                bits = self._bits[numbers]
                several = (bits & (bits - 1)) != 0
                if traveller.births and option.information >= TELLING:
                    several |= self._year_agrees(numbers, traveller)
                numbers = numbers[several]
            kept.append(numbers)
        met = np.unique(np.concatenate(kept))
        if not len(met):
            self._forget(options)
            return Met(met, np.zeros(0, np.float32), np.zeros(0, np.bool_))
        owners = np.frombuffer(self._owner, np.int32)[met]
        first, last = (np.frombuffer(held, np.int32)[owners] for held in (self._first, self._last))
        met = met[(first <= day) & (last >= day)]
        bits = self._bits[met]
        told, counted = np.zeros(len(met), np.float32), np.zeros(len(met), np.int16)
        own = len(set(name.content))
        for bit, option in enumerate(options):
            held = (bits >> np.uint32(bit)) & 1
            told += held * np.float32(option.information)
            # A part that was met glued or split stands for any number of parts.
            counted += (held * (1 if bit < own else 100)).astype(np.int16)
        sizes = np.minimum(np.frombuffer(self._sizes, np.int8)[met], own)
        whole = counted >= sizes
        if every:
            whole[:] = True
        self._forget(options)
        return Met(met, told, whole)

    def _forget(self, options: Iterable[Option]) -> None:
        for option in options:
            self._bits[option.bearers] = 0
            self._bits[option.alone] = 0

    def _born_alike(self, traveller: Traveller) -> Numbers:
        """Names that share a part with the traveller's, whose bearers were born on the same day of the same year."""
        found = [
            name
            for birth in traveller.births
            for key in birth_keys(birth)
            for entry in self._births.get(key).tolist()
            for name in range(self._names_from[entry], self._names_from[entry + 1])
            if self._bits[name]
        ]
        return np.array(found, np.int32)

    def _options(self, name: Name) -> list[Option]:
        """What each part of the name leads to, and what its neighbours glued and its halves lead to."""
        out = [self._option(part.info, self.vocabulary.like(part)) for part in dict.fromkeys(name.content)]
        out += [self._option(part.info, numbers) for part, numbers in joined(name, self.vocabulary)]
        out += [self._option(part.info, numbers) for part, numbers in split(name, self.vocabulary)]
        return out[:MAX_OPTIONS]

    def _option(self, information: float, parts: Collection[int]) -> Option:
        return Option(information, self._bearers.get_all(parts), self._alone.get_all(parts))

    def _year_agrees(self, names: Numbers, traveller: Traveller) -> NDArray[np.bool_]:
        owners = np.frombuffer(self._owner, np.int32)[names]
        low = np.frombuffer(self._year_from, np.int16)[owners]
        high = np.frombuffer(self._year_to, np.int16)[owners]
        agrees = np.zeros(len(owners), np.bool_)
        for birth in traveller.births:
            agrees |= (low <= birth.year + 1) & (high >= birth.year - 1) & (low > 0)
        return agrees

    def _best(self, met: Met, traveller: Traveller) -> Numbers:
        """The places in `met` of those worth comparing."""
        if len(met) <= MAX_CANDIDATES:
            return np.arange(len(met), dtype=np.int32)
        told = met.information
        if traveller.births:
            owners = np.frombuffer(self._owner, np.int32)[met.names]
            known = np.frombuffer(self._year_from, np.int16)[owners] > 0
            agrees = self._year_agrees(met.names, traveller)
            told = told + YEAR_BONUS * agrees - YEAR_MALUS * (known & ~agrees)
        return np.argsort(-told, kind="stable")[:MAX_CANDIDATES].astype(np.int32)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays; parts and entries are counted by the process's memory."""
        arrays = (
            self._owner,
            self._information,
            self._sizes,
            self._first,
            self._last,
            self._year_from,
            self._year_to,
        )
        return sum(a.itemsize * len(a) for a in arrays) + sum(p.nbytes for p in self._postings())

    def _postings(self) -> tuple[Postings, ...]:
        return self._bearers, self._alone, self._documents, self._births, self.vocabulary.keys


def _short(name: Name) -> bool:
    """Whether one part must do: the name has no other, or others are initials."""
    return len(set(name.content)) <= 1 or any(len(part.form) <= 1 for part in name.content)
