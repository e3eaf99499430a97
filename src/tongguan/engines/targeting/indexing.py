"""Thousands of conditions asked of one record at a time: an inverted index of bit masks, closures for the rest.

Every term of every condition (see `terms`) has a bit. For each field, the constants of all conditions cut the
field's values into classes, and each class knows the mask of the terms that accept it. A record's terms are
then the intersection of one mask a field, and for lines the union over lines of such intersections: the work
grows with fields and lines, not with conditions. Terms that say only part of their condition are confirmed by
the condition's closures. (Bit-vector packet classification: T. V. Lakshman, D. Stiliadis, SIGCOMM 1998.)
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from struct import Struct
from typing import Any

from tongguan.engines.targeting.compiling import CompiledCondition
from tongguan.engines.targeting.fields import Facts, Value
from tongguan.engines.targeting.spans import (
    Ranking,
    Spans,
    complement,
    constants_of,
    intersection,
    spans_of,
)
from tongguan.engines.targeting.terms import Leaf, terms_of

MOST_KEPT = 50_000
"""Texts a field remembers beside its constants; commodity and firm codes come again and again."""
Masks = dict[Value, int]


class _Field:
    """Which terms accept a field's value: by value for constants, missing and remembered texts (`known`), else by
    the gap between the constants that it falls into."""

    __slots__ = ("constants", "gaps", "known", "name", "remembers")

    def __init__(self, name: str, known: Masks, constants: Sequence[Any], gaps: Sequence[int]) -> None:
        self.name, self.known, self.constants, self.gaps = name, known, constants, gaps
        self.remembers = bool(constants) and isinstance(constants[0], str)

    def between(self, value: Value) -> int:
        """The mask of a value that is not known."""
        accepted = self.gaps[bisect_left(self.constants, value)]
        if self.remembers and len(self.known) < MOST_KEPT + len(self.constants):
            self.known[value] = accepted
        return accepted


_Asked = tuple[str, Callable[[Value], int | None], _Field]


class RuleSet:
    """Conditions to be asked together. Safe to share between threads.

    `RuleSet(conditions).holding(facts)` gives the positions of the conditions that hold, ascending.
    """

    def __init__(self, conditions: Iterable[CompiledCondition]) -> None:
        self.conditions = tuple(conditions)
        self._owner: list[int] = []
        exact, some_line, every_line, head, of_line = 0, 0, 0, [], []
        terms = [(n, term) for n, each in enumerate(self.conditions) for term in terms_of(each.condition)]
        # those without lines last: while lines are asked the masks are short
        terms.sort(key=lambda each: (not each[1].some_line, bool(each[1].head)))
        for position, term in terms:
            bit = 1 << len(self._owner)
            self._owner.append(position)
            exact |= bit if term.exact else 0
            some_line |= bit if term.some_line else 0
            every_line |= bit if term.every_line else 0
            head += [(bit, leaf) for leaf in term.head]
            of_line += [(bit, leaf) for leaf in term.line]
        self._every = (1 << len(self._owner)) - 1
        self._words = Struct(f"<{len(self._owner) // 64 + 1}Q")
        self._exact, self._some_line, self._no_line = exact, some_line, self._every ^ some_line
        self._any_line = self._every ^ every_line
        self._head = _fields(head, self._every)
        self._line = _fields(of_line, self._every)

    def holding(self, facts: Facts) -> list[int]:
        """Positions of the conditions that hold of the record, ascending."""
        found = self._accepted(facts)
        sure = found & self._exact
        positions = set(self._owners(sure))
        if sure != found:
            for position in self._owners(found ^ sure):
                if position not in positions and self.conditions[position].holds(facts):
                    positions.add(position)
        return sorted(positions)

    def _owners(self, mask: int) -> list[int]:
        """The conditions of the terms in the mask."""
        owner, found = self._owner, []
        for at, word in enumerate(self._words.unpack(mask.to_bytes(self._words.size, "little"))):
            while word:
                low = word & -word
                found.append(owner[64 * at + low.bit_length() - 1])
                word ^= low
        return found

    def _accepted(self, facts: Facts) -> int:
        value_of, mask = facts.head.get, self._every
        for name, known, field in self._head:
            accepted = known(value := value_of(name))
            mask &= field.between(value) if accepted is None else accepted
        wanted = mask & self._some_line
        if not wanted:
            return mask
        some, each_line = 0, wanted
        for line in facts.lines:
            value_of, of_line = line.get, wanted
            for name, known, field in self._line:
                accepted = known(value := value_of(name))
                of_line &= field.between(value) if accepted is None else accepted
            some |= of_line
            each_line &= of_line
        return (mask & self._no_line) | (some & (each_line | self._any_line))


def _fields(leaves: Iterable[tuple[int, Leaf]], every: int) -> tuple[_Asked, ...]:
    by_field: dict[str, dict[int, list[Leaf]]] = {}
    for bit, leaf in leaves:
        by_field.setdefault(leaf.comparison.field, {}).setdefault(bit, []).append(leaf)
    fields = [_of_field(name, asked, every) for name, asked in by_field.items()]
    fields.sort(key=lambda field: -len(field.constants))  # what decides most first: the masks get short
    return tuple((field.name, field.known.get, field) for field in fields)


def _of_field(name: str, asked: Mapping[int, Sequence[Leaf]], every: int) -> _Field:
    """Codes: 0 missing, then by turns the gap below each constant and the constant, last the gap above all."""
    comparisons = [leaf.comparison for leaves in asked.values() for leaf in leaves]
    constants: list[Any] = sorted({value for each in comparisons for value in constants_of(each)})  # type: ignore[type-var]
    place = {value: 2 * number + 2 for number, value in enumerate(constants)}
    size = 2 * len(constants) + 2
    ranking = Ranking(place.__getitem__, lambda value: place[value] + 1, size)
    turns, mask = [0] * (size + 1), every
    for bit, leaves in asked.items():
        mask ^= bit
        for low, high in _accepted_codes(leaves, ranking):
            turns[low] ^= bit
            turns[high] ^= bit
    masks, same = [], dict[int, int]()
    for turn in turns[:-1]:
        mask ^= turn
        masks.append(
            same.setdefault(mask, mask)
        )  # most gaps accept the same terms: one copy stays in the cache
    known: Masks = dict(zip(constants, masks[2::2], strict=True))
    known[None] = masks[0]
    return _Field(name, known, constants, masks[1::2])


def _accepted_codes(leaves: Sequence[Leaf], ranking: Ranking) -> Spans:
    codes: Spans = ((0, ranking.size),)
    for leaf in leaves:
        found = spans_of(leaf.comparison, ranking)
        codes = intersection(codes, complement(found, 0, ranking.size) if leaf.negated else found)
    return codes
