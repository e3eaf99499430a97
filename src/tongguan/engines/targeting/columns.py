"""Many records as columns: each field's values ranked, so that numpy compares whole numbers only.

A column keeps its distinct values in ascending order and for each row the value's code (0: missing, else its
rank from 1). Comparing codes is comparing values, exactly, whatever the type; nothing is rounded.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongguan.engines.targeting.fields import Facts, Schema, Value
from tongguan.engines.targeting.spans import Ranking, Span

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Column:
    """One field: `values` distinct and ascending, `codes` one a row."""

    values: Sequence[Any]
    codes: NDArray[np.int32]

    @cached_property
    def ranking(self) -> Ranking:
        """How constants fall among the codes."""
        values = self.values
        return Ranking(
            lambda value: bisect_left(values, value) + 1,
            lambda value: bisect_right(values, value) + 1,
            len(values) + 1,
        )

    @cached_property
    def order(self) -> Rows:
        """Rows by code."""
        return np.argsort(self.codes, kind="stable")

    @cached_property
    def starts(self) -> list[int]:
        """Where each code begins in `order`; one more for the end."""
        counts = np.bincount(self.codes, minlength=self.ranking.size)
        return [0, *np.cumsum(counts).tolist()]

    def count(self, span: Span) -> int:
        """How many rows have a code in the span."""
        return self.starts[span[1]] - self.starts[span[0]]

    def rows(self, span: Span) -> Rows:
        """The rows with a code in the span, in no order."""
        return self.order[self.starts[span[0]] : self.starts[span[1]]]


class Columns:
    """Records as columns: `head` by field, `line` by field, and where each record's lines stand.

    `first_line[i] : first_line[i + 1]` are record i's lines; `owner` is each line's record.
    """

    def __init__(self, records: Iterable[Facts], schema: Schema) -> None:
        kept = list(records)
        lines = [line for facts in kept for line in facts.lines]
        counts = np.fromiter((len(facts.lines) for facts in kept), dtype=np.int64, count=len(kept))
        self.count, self.line_count = len(kept), len(lines)
        self.first_line: Rows = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
        self.owner: Rows = np.repeat(np.arange(self.count, dtype=np.int64), counts)
        self.head: dict[str, Column] = {}
        self.line: dict[str, Column] = {}
        for name, field in schema.by_name.items():
            if field.line:
                self.line[name] = ranked([line.get(name) for line in lines])
            else:
                self.head[name] = ranked([facts.head.get(name) for facts in kept])

    @property
    def lines_a_record(self) -> float:
        """Lines of a record, on average."""
        return self.line_count / self.count if self.count else 0.0

    def lines_of(self, records: Rows) -> Rows:
        """The lines of some records (ascending)."""
        first = self.first_line[records]
        counts = self.first_line[records + 1] - first
        ends = np.cumsum(counts)
        return np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + counts, counts)

    def of(self, name: str, of_line: bool) -> Column:
        """A field's column."""
        return (self.line if of_line else self.head)[name]


def ranked(values: Sequence[Value]) -> Column:
    """A column of values of one type."""
    seen: dict[Value, int] = {}
    places = np.fromiter((seen.setdefault(value, len(seen)) for value in values), np.int64, len(values))
    distinct = [value for value in seen if value is not None]
    ascending = _ascending(distinct)
    codes = np.zeros(len(seen) + 1, dtype=np.int32)
    for rank, value in enumerate(ascending, 1):
        codes[seen[value]] = rank
    return Column(ascending, codes[places])


def _ascending(values: list[Any]) -> list[Any]:
    """Sorted; numbers by their floats first, which keep the order except among equals."""
    if not values or not isinstance(values[0], Decimal):
        return sorted(values)
    floats = np.array([float(value) for value in values])
    order = np.argsort(floats, kind="stable")
    found = [values[place] for place in order]
    apart = np.diff(floats[order]) > 0
    if not apart.all():
        found.sort()  # nearly in order already
    return found
