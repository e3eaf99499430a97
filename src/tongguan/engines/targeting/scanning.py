"""One condition asked of columns of records, for back-tests.

Answers are sets of rows, ascending. A conjunction starts with the part that the columns' postings say is rarest
and asks the other parts only of what remains, so that a rule costs what it hits rather than what there is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tongguan.engines.targeting.columns import Column, Columns, Rows
from tongguan.engines.targeting.conditions import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Lines,
    Not,
    Quantifier,
)
from tongguan.engines.targeting.spans import Spans, spans_of

FEW_SPANS = 2
"""More spans than these are looked up in a table of codes."""
NONE: Rows = np.zeros(0, dtype=np.int64)


def rows_holding(condition: Condition, columns: Columns) -> Rows:
    """The records of which the condition holds, ascending."""
    return _Scan(columns).records(condition, None)


@dataclass(slots=True)
class _Scan:
    """One condition over one set of columns. `within` None means all rows."""

    columns: Columns
    known: dict[int, tuple[Column, Spans, int]] = field(default_factory=dict)

    def leaf(self, comparison: Comparison) -> tuple[Column, Spans, int]:
        """Its column, its spans of codes, and how many rows have them."""
        found = self.known.get(id(comparison))
        if found is None:
            column = self.columns.of(comparison.field)
            spans = spans_of(comparison, column.ranking)
            found = column, spans, sum([column.count(span) for span in spans])
            self.known[id(comparison)] = found
        return found

    def estimate(self, condition: Condition, of_line: bool) -> float:
        """How many rows it leaves at most, as far as postings tell."""
        match condition:
            case Comparison():
                count = self.leaf(condition)[2]
                return count if condition.of_line == of_line else count * self.columns.lines_a_record
            case All(parts):
                return min([self.estimate(part, of_line) for part in parts], default=self.whole(of_line))
            case AnyOf(parts):
                return sum([self.estimate(part, of_line) for part in parts])
            case Lines(part=part):
                return self.estimate(part, True)
            case Not():
                return self.whole(of_line)

    def whole(self, of_line: bool) -> int:
        return self.columns.line_count if of_line else self.columns.count

    def records(self, condition: Condition, within: Rows | None) -> Rows:
        """The records among `within` that satisfy it."""
        match condition:
            case Comparison():
                column, spans, _count = self.leaf(condition)
                return _posted(column, spans) if within is None else within[_held(column, spans, within)]
            case Lines(Quantifier.ANY, part):
                return self.with_some_line(part, within)
            case Lines(Quantifier.ALL, part):
                own = within if within is not None else np.arange(self.columns.count, dtype=np.int64)
                own = own[self.columns.first_line[own + 1] > self.columns.first_line[own]]
                return _without(own, self.with_some_line(Not(part), own))
            case _:
                return self.combined(condition, within, False)

    def lines(self, condition: Condition, within: Rows | None) -> Rows:
        """The lines among `within` that satisfy it; what it asks of the head it asks of the line's record."""
        if not isinstance(condition, Comparison):
            return self.combined(condition, within, True)
        column, spans, _count = self.leaf(condition)
        if condition.of_line:
            return _posted(column, spans) if within is None else within[_held(column, spans, within)]
        if within is None:
            return self.columns.lines_of(_posted(column, spans))
        return within[_held(column, spans, self.columns.owner[within])]

    def combined(self, condition: Condition, within: Rows | None, of_line: bool) -> Rows:
        find = self.lines if of_line else self.records
        match condition:
            case All(parts):
                for part in sorted(parts, key=lambda part: self.estimate(part, of_line)):
                    within = find(part, within)
                    if not len(within):
                        return NONE
                return self.every(of_line) if within is None else within
            case AnyOf(parts):
                found = [find(part, within) for part in parts]
                return found[0] if len(found) == 1 else _union(found)
            case Not(part):
                own = self.every(of_line) if within is None else within
                return _without(own, find(part, within))
        raise TypeError(condition)

    def every(self, of_line: bool) -> Rows:
        return np.arange(self.whole(of_line), dtype=np.int64)

    def with_some_line(self, part: Condition, within: Rows | None) -> Rows:
        if within is None or self.estimate(part, True) < len(within) * self.columns.lines_a_record:
            owners = self.columns.owner[self.lines(part, None)]
            if within is not None:
                return within[_among(within, owners)]
        else:
            owners = self.columns.owner[self.lines(part, self.columns.lines_of(within))]
        return owners[_first_of_each(owners)]


def _first_of_each(ascending: Rows) -> NDArray[np.bool_]:
    first = np.ones(len(ascending), dtype=bool)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return first


def _union(found: list[Rows]) -> Rows:
    rows = np.sort(np.concatenate(found)) if found else NONE
    return rows[_first_of_each(rows)]


def _among(rows: Rows, ascending: Rows) -> NDArray[np.bool_]:
    """Which of the rows are among the others."""
    if not len(ascending):
        return np.zeros(len(rows), dtype=bool)
    place = np.searchsorted(ascending, rows)
    place[place == len(ascending)] = 0
    return ascending[place] == rows


def _without(rows: Rows, others: Rows) -> Rows:
    return rows[~_among(rows, others)]


def _posted(column: Column, spans: Spans) -> Rows:
    if len(spans) == 1:
        (low, high) = spans[0]
        rows = column.rows(spans[0])
        return rows if high - low == 1 else np.sort(rows)  # one code's rows ascend already
    return np.sort(np.concatenate([column.rows(span) for span in spans])) if spans else NONE


def _held(column: Column, spans: Spans, rows: Rows) -> NDArray[np.bool_]:
    codes = column.codes[rows]
    if len(spans) == 1:
        ((low, high),) = spans
        return (codes == low) if high - low == 1 else (codes >= low) & (codes < high)
    if len(spans) <= FEW_SPANS:
        answer = np.zeros(len(codes), dtype=bool)
        for low, high in spans:
            answer |= (codes >= low) & (codes < high)
        return answer
    table = np.zeros(column.ranking.size, dtype=bool)
    for low, high in spans:
        table[low:high] = True
    return table[codes]
