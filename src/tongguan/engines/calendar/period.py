"""Periods, stops and what comes out of counting them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

from tongguan.engines.problems import Text

LARGEST_AMOUNT = 40_000


class Unit(enum.Enum):
    """What a period counts."""

    DAYS = "days"  # calendar days
    WORKING_DAYS = "working_days"
    MONTHS = "months"  # to the day of the same number, or the month's last
    HOURS = "hours"  # real time
    MINUTES = "minutes"  # real time


@dataclass(frozen=True, slots=True)
class Period:
    """`amount` units; `source` is the article it comes from. Raises ValueError below 0 or above 40,000."""

    amount: int
    unit: Unit
    source: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= LARGEST_AMOUNT // (31 if self.unit is Unit.MONTHS else 1):
            raise ValueError(f"a period of {self.amount} {self.unit.value} is out of range")


@dataclass(frozen=True, slots=True)
class Stop:
    """Time that does not count, from `start` to before `end`; without `end` the clock still stands."""

    start: datetime
    end: datetime | None
    reason: Text

    def __post_init__(self) -> None:
        require_aware(self.start, *([self.end] if self.end else []))
        if self.end is not None and self.end < self.start:
            raise ValueError("a stop ends before it starts")


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of the reasoning; `first` to `last` are the days it speaks of."""

    first: date
    last: date
    text: Text


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a period ends.

    In time up to, but not at, `due_at` (UTC): for periods in days, midnight at the end of `due_day` in
    Shanghai. Both are None while a stop without end keeps the clock standing (`standing`). `unverified`: it
    rests on a year whose holidays were not announced when the rows were made, counted as weekends alone.
    """

    due_at: datetime | None
    due_day: date | None
    steps: tuple[Step, ...]
    unverified: bool

    @property
    def standing(self) -> bool:
        """Whether the clock stands still."""
        return self.due_at is None


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Whole units that have passed on a clock."""

    amount: int
    unit: Unit
    unverified: bool


def require_aware(*instants: datetime) -> None:
    """Raises ValueError for a datetime without a time zone."""
    for instant in instants:
        if instant.tzinfo is None or instant.utcoffset() is None:
            raise ValueError(f"{instant} has no time zone")
