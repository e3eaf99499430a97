"""One condition asked of columns of records, for back-tests.

A conjunction starts with its rarest part, found from the columns' postings without looking at rows, and asks
the other parts only of what remains.
"""

from __future__ import annotations

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

Mask = NDArray[np.bool_]
FEW_SPANS = 2
"""More spans than these are looked up in a table of codes."""
WORTHWHILE = 0.5
"""Postings holding a greater share of the rows than this save nothing over asking every row."""


def rows_holding(condition: Condition, columns: Columns) -> Rows:
    """The records of which the condition holds, ascending."""
    scan = _Scan(columns)
    rows = scan.records(condition)
    rows = np.arange(columns.count, dtype=np.int64) if rows is None else rows
    return rows[scan.holds(condition, rows, None)]


class _Scan:
    """One condition over one set of columns; the spans of its comparisons are found once."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.known: dict[int, tuple[Column, Spans]] = {}

    def spans(self, comparison: Comparison) -> tuple[Column, Spans]:
        found = self.known.get(id(comparison))
        if found is None:
            column = self.columns.of(comparison.field, comparison.of_line)
            found = self.known[id(comparison)] = column, spans_of(comparison, column.ranking)
        return found

    # How few rows a condition leaves, from postings alone: (rows counted at most, parts that together list them)

    def listing(self, condition: Condition, of_line: bool) -> tuple[int, list[Comparison]] | None:
        match condition:
            case Comparison():
                if condition.of_line != of_line:
                    return None
                column, spans = self.spans(condition)
                return sum(column.count(span) for span in spans), [condition]
            case All(parts):
                found = [each for part in parts if (each := self.listing(part, of_line)) is not None]
                return min(found, key=lambda each: each[0], default=None)
            case AnyOf(parts):
                every = [self.listing(part, of_line) for part in parts]
                known = [each for each in every if each is not None]
                if len(known) < len(every):
                    return None
                return sum(each[0] for each in known), [leaf for each in known for leaf in each[1]]
            case _:
                return None

    def listed(self, condition: Condition, of_line: bool) -> Rows | None:
        """Rows (of records or of lines) among which all that satisfy it are; None: not worth it."""
        found = self.listing(condition, of_line)
        whole = self.columns.line_count if of_line else self.columns.count
        if found is None or found[0] > WORTHWHILE * whole:
            return None
        pieces = [column.rows(s) for leaf in found[1] for column, spans in [self.spans(leaf)] for s in spans]
        return np.unique(np.concatenate(pieces)) if pieces else np.zeros(0, dtype=np.int64)

    def records(self, condition: Condition) -> Rows | None:
        """Records among which all that satisfy the condition are; None: all."""
        best = self.listed(condition, False)
        parts = condition.parts if isinstance(condition, All) else (condition,)
        for part in parts:
            if isinstance(part, Lines):
                lines = self.listed(part.part, True)
                if lines is not None and (best is None or len(lines) < len(best)):
                    best = np.unique(self.columns.owner[lines])
        return best

    def holds(self, condition: Condition, rows: Rows, lines: Rows | None) -> Mask:
        """One answer a row: of records, or where `lines` is given of those lines (`rows`: their records)."""
        match condition:
            case Comparison():
                column, spans = self.spans(condition)
                at = lines if condition.of_line and lines is not None else rows
                return _within(column.codes[at], spans, column.ranking.size)
            case Not(part):
                return ~self.holds(part, rows, lines)
            case All(parts):
                return self.every(parts, rows, lines)
            case AnyOf(parts):
                return ~self.every(tuple(Not(part) for part in parts), rows, lines)
            case Lines(quantifier, part):
                return self.of_lines(quantifier, part, rows)

    def every(self, parts: tuple[Condition, ...], rows: Rows, lines: Rows | None) -> Mask:
        left = np.arange(len(rows))
        for part in sorted(parts, key=_cost):
            if not len(left):
                break
            held = self.holds(part, rows[left], None if lines is None else lines[left])
            left = left[held]
        answer = np.zeros(len(rows), dtype=bool)
        answer[left] = True
        return answer

    def of_lines(self, quantifier: Quantifier, part: Condition, rows: Rows) -> Mask:
        first, after = self.columns.first_line[rows], self.columns.first_line[rows + 1]
        counts = after - first
        if quantifier is Quantifier.ALL:
            return (counts > 0) & ~self.of_lines(Quantifier.ANY, Not(part), rows)
        total = int(counts.sum())
        place = np.repeat(np.arange(len(rows)), counts)
        lines = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
        held = self.holds(part, rows[place], lines)
        return np.bincount(place[held], minlength=len(rows)) > 0


def _cost(condition: Condition) -> int:
    match condition:
        case Comparison():
            return 0
        case Lines():
            return 2
        case _:
            return 1


def _within(codes: NDArray[np.int32], spans: Spans, size: int) -> Mask:
    if len(spans) <= FEW_SPANS:
        answer = np.zeros(len(codes), dtype=bool)
        for low, high in spans:
            answer |= (codes >= low) & (codes < high)
        return answer
    table = np.zeros(size, dtype=bool)
    for low, high in spans:
        table[low:high] = True
    return table[codes]
