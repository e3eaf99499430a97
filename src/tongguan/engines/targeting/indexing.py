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
from typing import Any

import numpy as np

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

FEW_BITS = 8
"""More set bits than these are found faster by numpy."""


_FieldMasks = tuple[str, Callable[[Value], int | None], Sequence[Any], Sequence[int]]
"""Which terms accept a field's value: its name; the mask by value for constants and missing; for others the
constants and the masks of the gaps between them."""


class RuleSet:
    """Conditions to be asked together. Safe to share between threads.

    `RuleSet(conditions).holding(facts)` gives the positions of the conditions that hold, ascending.
    """

    def __init__(self, conditions: Iterable[CompiledCondition]) -> None:
        self.conditions = tuple(conditions)
        self._owner: list[int] = []
        exact, some_line, every_line, head, of_line = 0, 0, 0, [], []
        for position, condition in enumerate(self.conditions):
            for term in terms_of(condition.condition):
                bit = 1 << len(self._owner)
                self._owner.append(position)
                exact |= bit if term.exact else 0
                some_line |= bit if term.some_line else 0
                every_line |= bit if term.every_line else 0
                head += [(bit, leaf) for leaf in term.head]
                of_line += [(bit, leaf) for leaf in term.line]
        self._every = (1 << len(self._owner)) - 1
        self._exact, self._some_line, self._no_line = exact, some_line, self._every ^ some_line
        self._any_line = self._every ^ every_line
        self._head = _masks(head, self._every)
        self._line = _masks(of_line, self._every)

    def holding(self, facts: Facts) -> list[int]:
        """Positions of the conditions that hold of the record, ascending."""
        found = self._accepted(facts)
        sure = found & self._exact
        positions = {self._owner[bit] for bit in _bits(sure)}
        for bit in _bits(found ^ sure):
            position = self._owner[bit]
            if position not in positions and self.conditions[position].holds(facts):
                positions.add(position)
        return sorted(positions)

    def _accepted(self, facts: Facts) -> int:
        value_of, mask = facts.head.get, self._every
        for name, exact, constants, gaps in self._head:
            accepted = exact(value := value_of(name))
            mask &= gaps[bisect_left(constants, value)] if accepted is None else accepted
        wanted = mask & self._some_line
        if not wanted:
            return mask
        some, each_line = 0, wanted
        for line in facts.lines:
            value_of, of_line = line.get, wanted
            for name, exact, constants, gaps in self._line:
                accepted = exact(value := value_of(name))
                of_line &= gaps[bisect_left(constants, value)] if accepted is None else accepted
            some |= of_line
            each_line &= of_line
        return (mask & self._no_line) | (some & (each_line | self._any_line))


def _bits(mask: int) -> list[int]:
    """The set bits, ascending."""
    if mask.bit_count() > FEW_BITS:
        octets = np.frombuffer(mask.to_bytes((mask.bit_length() + 7) // 8, "little"), dtype=np.uint8)
        return np.flatnonzero(np.unpackbits(octets, bitorder="little")).tolist()
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def _masks(leaves: Iterable[tuple[int, Leaf]], every: int) -> tuple[_FieldMasks, ...]:
    by_field: dict[str, dict[int, list[Leaf]]] = {}
    for bit, leaf in leaves:
        by_field.setdefault(leaf.comparison.field, {}).setdefault(bit, []).append(leaf)
    return tuple(_of_field(name, asked, every) for name, asked in by_field.items())


def _of_field(name: str, asked: Mapping[int, Sequence[Leaf]], every: int) -> _FieldMasks:
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
    masks = []
    for turn in turns[:-1]:
        mask ^= turn
        masks.append(mask)
    exact: dict[Value, int] = dict(zip(constants, masks[2::2], strict=True))
    exact[None] = masks[0]
    return name, exact.get, constants, masks[1::2]


def _accepted_codes(leaves: Sequence[Leaf], ranking: Ranking) -> Spans:
    codes: Spans = ((0, ranking.size),)
    for leaf in leaves:
        found = spans_of(leaf.comparison, ranking)
        codes = intersection(codes, complement(found, 0, ranking.size) if leaf.negated else found)
    return codes
