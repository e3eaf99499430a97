"""Declarations as columns for learning: what stood in them, whether they were examined, with what chance, what came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.str_]

TEXTS = (
    "flow", "customs_office", "supervision_mode", "transport_mode", "departure_country", "trader_code",
    "declarant_code", "credit_level", "hs_code", "origin_country", "currency",
)  # fmt: skip
NUMBERS = (
    "price", "mass_kg", "price_per_kg", "line_count", "net_share", "package_count", "trader_declarations",
    "trader_findings",
)  # fmt: skip
LONGEST_TEXT = 64
Row = Mapping[str, Any]
"""One declaration before its columns: `TEXTS` as text, `NUMBERS` as numbers or None."""


@dataclass(frozen=True)
class Frame:
    """Rows as columns. `day` is the day of the declaration and `resolved` that on which its outcome was known (both
    proleptic ordinals); `finding` and `revenue` (CNY) mean something only where `examined`; `inclusion` is the chance
    of examination stored when it was decided, `at_random` whether the random share chose it."""

    text: Mapping[str, Texts]
    numbers: Mapping[str, Floats]
    day: Ints
    resolved: Ints
    examined: Flags
    finding: Flags
    revenue: Floats
    inclusion: Floats
    at_random: Flags

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.day)

    def rows(self, which: Flags | Ints) -> Frame:
        """Some of the rows."""
        return Frame(
            {name: column[which] for name, column in self.text.items()},
            {name: column[which] for name, column in self.numbers.items()},
            *(
                column[which]
                for column in (
                    self.day, self.resolved, self.examined, self.finding, self.revenue, self.inclusion,
                    self.at_random,
                )
            ),
        )  # fmt: skip

    def row(self, number: int) -> Row:
        """One row as it would come alone."""
        texts = {name: str(column[number]) for name, column in self.text.items()}
        return texts | {name: float(column[number]) for name, column in self.numbers.items()}


@dataclass(frozen=True, slots=True)
class Course:
    """What became of one row: see `Frame`."""

    day: int
    resolved: int
    examined: bool = False
    finding: bool = False
    revenue: float = 0.0
    inclusion: float = 0.0
    at_random: bool = False


def frame_of(rows: Sequence[Row], courses: Sequence[Course]) -> Frame:
    """Rows and what became of them as columns, in the order of their days."""
    order = sorted(range(len(rows)), key=lambda n: courses[n].day)
    given = [courses[n] for n in order]
    return Frame(
        {name: texts(rows[n].get(name) for n in order) for name in TEXTS},
        {name: numbers(rows[n].get(name) for n in order) for name in NUMBERS},
        np.array([each.day for each in given], dtype=np.int64),
        np.array([each.resolved for each in given], dtype=np.int64),
        np.array([each.examined for each in given], dtype=bool),
        np.array([each.finding for each in given], dtype=bool),
        np.array([each.revenue for each in given], dtype=float),
        np.array([each.inclusion for each in given], dtype=float),
        np.array([each.at_random for each in given], dtype=bool),
    )


def texts(values: Iterable[Any]) -> Texts:
    """A text column; missing is the empty text."""
    return np.array(["" if each is None else str(each)[:LONGEST_TEXT] for each in values], dtype=np.str_)


def numbers(values: Iterable[Any]) -> Floats:
    """A column of numbers; what is missing or not finite is NaN."""
    return np.array([number(each) for each in values], dtype=float)


def number(value: Any) -> float:
    """The number; NaN where there is none."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return float("nan")
    return found if isfinite(found) else float("nan")


Scope = Mapping[str, Sequence[str]]
"""Which declarations a model is for: for each text column, what its value may begin with. Empty: all."""


def in_scope(row: Row, scope: Scope) -> bool:
    """Whether a model with this scope is asked about a row."""
    return all(str(row.get(name) or "").startswith(tuple(starts)) for name, starts in scope.items())


def rows_in_scope(frame: Frame, scope: Scope) -> Flags:
    """The same for many rows."""
    found = np.ones(frame.count, dtype=bool)
    for name, starts in scope.items():
        column = frame.text[name]
        found &= np.logical_or.reduce([np.char.startswith(column, start) for start in starts])
    return found
