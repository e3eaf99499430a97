"""A comparison as spans of codes.

Both compilers rank values: code 0 is "missing", codes 1 … size-1 ascend with the value. In any ranking whose
classes a constant does not cut, a comparison is a few half-open spans of codes; so the compilers share this
one meaning, which the closures of `holding` state independently.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tongguan.engines.targeting.conditions import Comparison, Operator
from tongguan.engines.targeting.fields import Value

Span = tuple[int, int]
Spans = tuple[Span, ...]
"""Half-open, ascending, apart from each other."""
MISSING: Spans = ((0, 1),)


@dataclass(frozen=True, slots=True)
class Ranking:
    """How constants fall among codes: `below` is the first code whose values are not under the constant, `after`
    the first whose values are above it, `size` the number of codes."""

    below: Callable[[Value], int]
    after: Callable[[Value], int]
    size: int


def beyond_prefix(prefix: str) -> str | None:
    """The first text (by code points) after all that start with the prefix; None where there is none."""
    for end in range(len(prefix), 0, -1):
        last = ord(prefix[end - 1])
        if last < sys.maxunicode:
            return prefix[: end - 1] + chr(last + 1)
    return None


def constants_of(comparison: Comparison) -> Iterable[Value]:
    """The values at which its answer may turn."""
    yield from comparison.values
    if comparison.operator in (Operator.STARTS_WITH, Operator.MATCHES_ANY_PREFIX):
        for prefix in comparison.values:
            end = beyond_prefix(str(prefix))
            if end is not None:
                yield end


def united(spans: Iterable[Span]) -> Spans:
    """Sorted and joined where they touch; empty ones left out."""
    found: list[Span] = []
    for low, high in sorted(spans):
        if low >= high:
            continue
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def _one(low: int, high: int) -> Spans:
    return ((low, high),) if low < high else ()


def complement(spans: Spans, low: int, high: int) -> Spans:
    """What of [low, high) the spans leave out."""
    found, start = [], low
    for begin, end in spans:
        found.append((start, begin))
        start = end
    return united([*found, (start, high)])


def intersection(one: Spans, other: Spans) -> Spans:
    """What both contain."""
    return united((max(a, c), min(b, d)) for a, b in one for c, d in other)


def spans_of(comparison: Comparison, ranking: Ranking) -> Spans:
    """The codes of the values that satisfy the comparison."""
    below, after, size = ranking.below, ranking.after, ranking.size
    values = comparison.values
    match comparison.operator:
        case Operator.EQ:
            return _one(below(values[0]), after(values[0]))
        case Operator.IN:
            return united((below(value), after(value)) for value in values)
        case Operator.NE | Operator.NOT_IN:
            return complement(united((below(value), after(value)) for value in values), 1, size)
        case Operator.LT:
            return _one(1, below(values[0]))
        case Operator.LE:
            return _one(1, after(values[0]))
        case Operator.GT:
            return _one(after(values[0]), size)
        case Operator.GE:
            return _one(below(values[0]), size)
        case Operator.BETWEEN:
            return _one(below(values[0]), after(values[1]))
        case Operator.STARTS_WITH:
            end = beyond_prefix(str(values[0]))
            return _one(below(values[0]), size if end is None else below(end))
        case Operator.MATCHES_ANY_PREFIX:
            ends = ((str(prefix), beyond_prefix(str(prefix))) for prefix in values)
            return united((below(p), size if end is None else below(end)) for p, end in ends)
        case Operator.IS_MISSING:
            return MISSING
