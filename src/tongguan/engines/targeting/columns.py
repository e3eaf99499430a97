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
    """Records as columns, each ranked when it is first asked for.

    `first_line[i] : first_line[i + 1]` are record i's lines; `owner` is each line's record.
    """

    def __init__(self, records: Iterable[Facts], schema: Schema) -> None:
        self.schema = schema
        kept = list(records)
        self._records = [facts.head for facts in kept]
        self._lines = [line for facts in kept for line in facts.lines]
        self._ranked: dict[str, Column] = {}
        counts = np.fromiter((len(facts.lines) for facts in kept), dtype=np.int64, count=len(kept))
        self.count, self.line_count = len(kept), len(self._lines)
        self.first_line: Rows = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
        self.owner: Rows = np.repeat(np.arange(self.count, dtype=np.int64), counts)

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

    def of(self, name: str) -> Column:
        """A field's column. KeyError for a field that the schema does not know."""
        found = self._ranked.get(name)
        if found is None:
            rows = self._lines if self.schema.by_name[name].line else self._records
            found = self._ranked[name] = ranked([row.get(name) for row in rows])
        return found


def ranked(values: Sequence[Value]) -> Column:
    """A column of values of one type."""
    seen: dict[Value, int] = {}
    places = np.fromiter((seen.setdefault(value, len(seen)) for value in values), np.int64, len(values))
    missing = seen.get(None)
    distinct: list[Any] = [value for value in seen if value is not None]
    order = _ascending(distinct)
    codes = np.empty(len(distinct), dtype=np.int32)
    codes[order] = np.arange(1, len(distinct) + 1, dtype=np.int32)
    if missing is not None:
        codes = np.insert(codes, missing, 0)
    return Column([distinct[place] for place in order.tolist()], codes[places])


def _ascending(values: list[Any]) -> Rows:
    """The places of the values in ascending order; of numbers by their floats, which keep the order except among
    equals, and exactly where some fall together."""
    if values and isinstance(values[0], Decimal):
        floats = np.array([float(value) for value in values])
        order = np.argsort(floats)
        if (np.diff(floats[order]) > 0).all():
            return order
    return np.array(sorted(range(len(values)), key=values.__getitem__), dtype=np.int64)
