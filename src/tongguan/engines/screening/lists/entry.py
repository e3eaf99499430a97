"""Somebody a list names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from tongguan.engines.problems import Problem
from tongguan.engines.screening.dates import PartialDate
from tongguan.engines.screening.documents import Document
from tongguan.engines.screening.travellers.model import Sex


@dataclass(frozen=True, slots=True)
class Entry:
    """One person on a list, valid on the days from `valid_from` to `valid_to`, both included (None: without end)."""

    reference: str
    names: tuple[str, ...]
    births: tuple[PartialDate, ...] = ()
    sex: Sex = Sex.UNKNOWN
    nationalities: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: str = ""
    reason: str = ""

    def valid_on(self, day: dt.date) -> bool:
        """Whether the entry counts on a day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


@dataclass(slots=True)
class EntryList:
    """What a list file gave: persons, rows that cannot be used or only in part, and how many are not persons."""

    form: str
    entries: list[Entry] = field(default_factory=list)
    rejects: list[Problem] = field(default_factory=list)
    not_persons: int = 0
