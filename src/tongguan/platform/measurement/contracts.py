"""What crosses the border: readings, whether something was valid, what a recalculation found. No Django."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongguan.engines.problems import Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """One raw reading as the instrument gave it: its name (`A1/ORF1ab`, `37.0 °C, 2nd`), one or more values as the
    decimal texts they were, their unit, and the standard uncertainty in that unit (empty: not stated)."""

    name: str
    values: tuple[str, ...]
    unit: str
    uncertainty: str = ""

    def as_json(self) -> list[Any]:
        """The stored form."""
        return [self.name, list(self.values), self.unit, self.uncertainty]

    @classmethod
    def from_json(cls, stored: Sequence[Any]) -> Reading:
        """Back from the stored form."""
        name, values, unit, uncertainty = stored
        return cls(name, tuple(values), unit, uncertainty)


@dataclass(frozen=True, slots=True)
class Validity:
    """Whether something was valid on a day. `problems` name which thing was not and why; `until` is the last day on
    which everything asked for stays valid as far as is known (None: no end, or not valid)."""

    on: date
    problems: tuple[Problem, ...] = ()
    until: date | None = None

    @property
    def ok(self) -> bool:
        """Whether it was."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What became of a measurement when its result was computed again. `intact`: the readings are byte for byte those
    that the ledger's entry names; `same`: the result is; `evaluator`: the rule that gave it is still known."""

    reference: str
    intact: bool
    same: bool
    evaluator: bool

    @property
    def ok(self) -> bool:
        """Whether the result stands."""
        return self.intact and self.same and self.evaluator


@dataclass(frozen=True, slots=True)
class Measured:
    """A measurement that was kept: its reference and what its method's rule made of the readings."""

    reference: str
    measured_at: datetime
    result: Mapping[str, Any]


Evaluator = Callable[[Sequence[Reading], Mapping[str, Any]], Mapping[str, Any]]
"""From raw readings and the method's parameters to a result, JSON-ready and without floats; pure."""
