"""What crosses the module's border, and what a computation gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tongguan.engines.problems import Problem
from tongguan.engines.tariff import LateFee, Step

BILL_DOCUMENT = "duties.bill"
"""The kind of issued document that a bill is on paper."""


@dataclass(frozen=True, slots=True)
class TaxResult:
    """One tax on one line, CNY; `rate` is its text, empty where the line is exempt; `rate_percent` stands where the
    rate is one on value alone."""

    kind: str
    rate_percent: Decimal | None
    amount: Decimal
    source: str
    verified: bool
    rate: str = ""


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
    amount; with problems nothing is due and nothing may be billed. `late_fee` is that of the declaration, if any."""

    on_date: date
    lines: tuple[LineResult, ...]
    totals: dict[str, Decimal]
    due: dict[str, Decimal]
    notes: tuple[Step, ...]
    problems: tuple[Problem, ...]
    late_fee: LateFee = field(default_factory=LateFee)

    @property
    def taxes_due(self) -> Decimal:
        """All taxes due, CNY."""
        return sum(self.due.values(), Decimal(0))

    @property
    def total_due(self) -> Decimal:
        """All taxes due and the late declaration fee, CNY."""
        return self.taxes_due + (Decimal(0) if self.problems else self.late_fee.amount)

    @property
    def verified(self) -> bool:
        """Whether every rate used was compared with its publication."""
        return all(tax.verified for line in self.lines for tax in line.taxes if tax.rate)

    @property
    def dutiable_value(self) -> Decimal:
        """Of all lines, CNY."""
        return sum((line.dutiable_value for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class Estimate:
    """What goods will owe, CNY; with problems it could not be told."""

    amount: Decimal
    problems: tuple[Problem, ...] = ()
