"""Who acts in a selected entry: on duty, able, at the place, without conflict, never twice in one entry.

Among those who may, chance decides, weighted towards lower load; but only among choices that leave somebody
for the entry's other parts as far as that is possible. Where nobody may, the reason is recorded and the part
stays open for a person to fill with reason and approval; nobody is picked silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tongguan.engines.draw.inputs import Entry, Officer, Role
from tongguan.engines.draw.stream import UNIT, Stream

_WEIGHT_OF_NO_LOAD = 10**9


@dataclass(frozen=True, slots=True)
class Assignment:
    """One part in one entry: the officer, or None and the `fallback` reason.

    `eligible` is how many could have been drawn. Reasons: `roster_empty`, `none_qualified`, `all_conflicted`,
    `too_few_people`.
    """

    entry: str
    role: str
    officer: str | None
    fallback: str | None
    eligible: int


@dataclass(frozen=True, slots=True)
class _Slot:
    role: Role
    number: int
    candidates: frozenset[str]
    if_none: str


class Assigner:
    """Assigns entry after entry; what it has assigned counts as load for the next."""

    def __init__(self, roster: Sequence[Officer], roles: Sequence[Role], stream: Stream) -> None:
        self._on_duty = [officer for officer in roster if officer.on_duty]
        self._load = {officer.id: officer.load for officer in self._on_duty}
        self._roles = roles
        self._stream = stream
        self._qualified: dict[tuple[str, str, tuple[str, ...]], list[Officer]] = {}

    def assign_all(self, entries: Sequence[Entry]) -> list[Assignment]:
        """The assignments of all entries. Chance decides who is served first, so no id has the first pick."""
        order = sorted(entries, key=lambda entry: (self._stream.ticket("order", entry.id), entry.id))
        return [assignment for entry in order for assignment in self._assign(entry)]

    def _assign(self, entry: Entry) -> list[Assignment]:
        slots = [
            slot for role in self._roles if self._wanted(role, entry) for slot in self._slots(role, entry)
        ]
        used: set[str] = set()
        out = []
        for place, slot in enumerate(slots):
            free = sorted(slot.candidates - used)
            if not free:
                reason = "too_few_people" if slot.candidates else slot.if_none
                out.append(Assignment(entry.id, slot.role.id, None, reason, 0))
                continue
            officer = self._draw(keeping_others_possible(free, slots[place + 1 :], used), entry, slot)
            used.add(officer)
            self._load[officer] += 1
            out.append(Assignment(entry.id, slot.role.id, officer, None, len(free)))
        return out

    def _wanted(self, role: Role, entry: Entry) -> bool:
        threshold = role.probability.numerator * UNIT // role.probability.denominator
        return self._stream.unit("role", role.id, entry.id) < threshold

    def _slots(self, role: Role, entry: Entry) -> list[_Slot]:
        qualified = self._able(role, entry)
        candidates = frozenset(officer.id for officer in qualified if not conflicts(officer, entry))
        reason = "all_conflicted" if qualified else "none_qualified" if self._on_duty else "roster_empty"
        return [_Slot(role, number, candidates, reason) for number in range(role.people)]

    def _able(self, role: Role, entry: Entry) -> list[Officer]:
        site = entry.site if role.same_site else ""
        key = (role.id, site, entry.skills if role.entry_skills else ())
        if key not in self._qualified:
            needed = {*role.skills, *key[2]}
            self._qualified[key] = [
                officer
                for officer in self._on_duty
                if needed <= set(officer.skills) and (not role.same_site or officer.site == site)
            ]
        return self._qualified[key]

    def _draw(self, officers: Sequence[str], entry: Entry, slot: _Slot) -> str:
        weights = [_WEIGHT_OF_NO_LOAD // (1 + self._load[officer]) or 1 for officer in officers]
        rest = self._stream.below(sum(weights), "officer", entry.id, slot.role.id, str(slot.number))
        for officer, weight in zip(officers, weights, strict=True):
            if rest < weight:
                return officer
            rest -= weight
        raise AssertionError("the weights do not add up")


def conflicts(officer: Officer, entry: Entry) -> tuple[str, ...]:
    """Why this officer must keep away from this entry: `recent_firm`, `kin_firm`, `own_case`."""
    firms = set(entry.firms)
    reasons = {
        "recent_firm": not firms.isdisjoint(officer.recent_firms),
        "kin_firm": not firms.isdisjoint(officer.kin_firms),
        "own_case": entry.id in officer.own_cases,
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def kept_apart(roster: Sequence[Officer], entries: Sequence[Entry]) -> dict[str, int]:
    """How often each reason kept an officer on duty away from one of these entries: counts by reason, no names."""
    on_duty = [officer for officer in roster if officer.on_duty]
    found = Counter(
        reason for entry in entries for officer in on_duty for reason in conflicts(officer, entry)
    )
    return dict(sorted(found.items()))


def keeping_others_possible(free: Sequence[str], later: Sequence[_Slot], used: set[str]) -> Sequence[str]:
    """Those of `free` whose choice leaves as many of the later parts fillable as any choice does."""
    if all(len(slot.candidates - used) > len(later) for slot in later):
        return free
    fillable = {
        officer: _matching([slot.candidates - used - {officer} for slot in later]) for officer in free
    }
    best = max(fillable.values())
    return [officer for officer in free if fillable[officer] == best]


def _matching(wanted: Sequence[frozenset[str]]) -> int:
    """How many parts can be filled with different people: maximum matching by augmenting paths."""
    holder: dict[str, int] = {}
    return sum(_augment(part, wanted, holder, set()) for part in range(len(wanted)))


def _augment(part: int, wanted: Sequence[frozenset[str]], holder: dict[str, int], seen: set[str]) -> bool:
    for officer in sorted(wanted[part]):
        if officer in seen:
            continue
        seen.add(officer)
        if officer not in holder or _augment(holder[officer], wanted, holder, seen):
            holder[officer] = part
            return True
    return False
