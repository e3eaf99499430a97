"""Travellers against a list: clear, possible or match, each with who, how likely and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening.evidence import MAX_INFORMATION, Evidence, weigh
from tongguan.engines.screening.index import MAX_CANDIDATES, UNMET, NameIndex
from tongguan.engines.screening.lists.entry import Entry
from tongguan.engines.screening.reasons import reasons_for
from tongguan.engines.screening.travellers.model import Traveller

MATCH, POSSIBLE, POSSIBLE_STRICT = 0.9, 0.1, 0.04
"""Least probabilities; the strict one holds while the list is stale. Measured in docs/algorithms/screening.md."""
MAX_HITS = 20

STALE = Text(
    zh="名单日期为 {date}，已 {days} 天（上限 {limit} 天）：名单过期，从严筛查",
    en="the list is of {date}, {days} days old (at most {limit}): stale, screened more strictly",
)
UNDATED = Text(zh="名单日期不明，从严筛查", en="the date of the list is unknown, screened more strictly")
MANY = Text(
    zh="相近的名单姓名超过 {limit} 个，仅细比最近者",
    en="more than {limit} names of the list are near; the nearest were compared",
)
UNSCREENABLE = Text(zh="没有可供筛查的姓名，不能放行", en="without a name to screen nobody is cleared")


class Decision(StrEnum):
    """What the screening says; a person decides."""

    CLEAR = "clear"
    POSSIBLE = "possible"
    MATCH = "match"


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry somebody may be."""

    entry: Entry
    evidence: Evidence

    @property
    def probability(self) -> float:
        """That they are one person."""
        return self.evidence.probability

    @property
    def reasons(self) -> list[Text]:
        """In words."""
        return reasons_for(self.evidence)


@dataclass(slots=True)
class Screened:
    """One traveller's result: hits from the likeliest, and everything that was odd."""

    traveller: Traveller
    decision: Decision
    hits: list[Hit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old a list may be; `date` None: unknown. A list without a limit is never stale."""

    date: dt.date | None = None
    max_age_days: int | None = None

    def problem(self, on: dt.date) -> Problem | None:
        """Why the list is stale on a day."""
        if self.max_age_days is None:
            return None
        if self.date is None:
            return Problem("list.undated", UNDATED)
        days = (on - self.date).days
        if days <= self.max_age_days:
            return None
        return Problem("list.stale", STALE.filled(date=self.date, days=days, limit=self.max_age_days))


def screen(
    travellers: Iterable[Traveller], index: NameIndex, on: dt.date, freshness: Freshness | None = None
) -> Iterator[Screened]:
    """Each traveller in turn against the entries valid on the day."""
    stale = freshness.problem(on) if freshness else None
    for traveller in travellers:
        yield screen_one(traveller, index, on, stale)


def screen_one(traveller: Traveller, index: NameIndex, on: dt.date, stale: Problem | None = None) -> Screened:
    """A traveller without a name is never clear; a document that is one slip away is shown, never cleared."""
    least = POSSIBLE_STRICT if stale else POSSIBLE
    found = index.candidates(traveller, on)
    hits = []
    for number, names in found.names.items():
        entry = index.entries[number]
        if entry is None:
            continue
        evidence = weigh(
            traveller,
            entry,
            names,
            least=least,
            information=found.information.get(number, MAX_INFORMATION),
            deficit=0.0 if number in found.whole else UNMET,
        )
        if evidence is not None and evidence.probability >= least:
            hits.append(Hit(entry, evidence))
    hits.sort(key=lambda hit: (-hit.probability, hit.entry.reference))
    problems = [*traveller.problems, *([stale] if stale else [])]
    if found.cut:
        problems.append(Problem("screening.many", MANY.filled(limit=MAX_CANDIDATES), traveller.position))
    decision = Decision.CLEAR
    if hits:
        decision = Decision.MATCH if hits[0].probability >= MATCH else Decision.POSSIBLE
    elif not traveller.names:
        decision = Decision.POSSIBLE
        problems.append(Problem("screening.no_name", UNSCREENABLE, traveller.position))
    return Screened(traveller, decision, hits[:MAX_HITS], problems)
