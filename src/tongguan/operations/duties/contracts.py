"""What crosses the module's border, and what a computation gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tongguan.engines.problems import Problem
from tongguan.engines.tariff import Step


@dataclass(frozen=True, slots=True)
class TaxResult:
    """One tax on one line, CNY; `rate_percent` None where the line is exempt."""

    kind: str
    rate_percent: Decimal | None
    amount: Decimal
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class LineResult:
    """One line: dutiable value and taxes in CNY, with the steps that led there."""

    line_number: int
    hs_code: str
    dutiable_value: Decimal
    taxes: tuple[TaxResult, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A whole computation. `totals` are the lines' sums by tax, `due` what is levied of them after the least
    amount; with problems nothing is due and nothing may be billed."""

    on_date: date
    lines: tuple[LineResult, ...]
    totals: dict[str, Decimal]
    due: dict[str, Decimal]
    notes: tuple[Step, ...]
    problems: tuple[Problem, ...]

    @property
    def total_due(self) -> Decimal:
        """All taxes due, CNY."""
        return sum(self.due.values(), Decimal(0))

    @property
    def verified(self) -> bool:
        """Whether every rate used was compared with its publication."""
        return all(tax.verified for line in self.lines for tax in line.taxes if tax.rate_percent)
