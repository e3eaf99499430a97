"""What a duty quote is made from and what it says. Amounts are yuan unless a currency stands beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from tongguan.engines.problems import Problem, Text

DUTY = "duty"
CONSUMPTION_TAX = "consumption_tax"
VAT = "vat"
TAXES = (DUTY, CONSUMPTION_TAX, VAT)


@dataclass(frozen=True, slots=True)
class Rate:
    """One ad valorem rate (0.13 is 13 %) valid from a date until another, both included, with its legal source."""

    tax: str
    value: Decimal
    valid_from: dt.date
    valid_until: dt.date | None = None
    source: str = ""

    def holds_on(self, day: dt.date) -> bool:
        """Whether the rate is in force on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Rounding:
    """How an amount is rounded: to a step (0.01 is one fen), by a mode of the decimal module."""

    step: Decimal = Decimal("0.01")
    mode: str = ROUND_HALF_UP


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """Yuan for one unit of a currency, valid from a date until another."""

    currency: str
    yuan_per_unit: Decimal
    valid_from: dt.date
    valid_until: dt.date | None = None
    source: str = ""

    def holds_on(self, day: dt.date) -> bool:
        """Whether the rate is in force on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Rates:
    """The law a quote needs, given by the caller.

    `by_code` holds the rates of a commodity code as declared; `roundings` is by tax, and `value` for the
    dutiable value. A tax without a rate on the day is not levied, but duty and VAT must have one.
    """

    by_code: Mapping[str, tuple[Rate, ...]]
    exchange: tuple[ExchangeRate, ...] = ()
    roundings: Mapping[str, Rounding] = field(default_factory=dict)

    def rate(self, code: str, tax: str, day: dt.date) -> Rate | None:
        """The rate in force; of several the latest begun."""
        found = [rate for rate in self.by_code.get(code, ()) if rate.tax == tax and rate.holds_on(day)]
        return max(found, key=lambda rate: rate.valid_from, default=None)

    def exchange_rate(self, currency: str, day: dt.date) -> ExchangeRate | None:
        """The exchange rate in force; of several the latest begun."""
        found = [rate for rate in self.exchange if rate.currency == currency and rate.holds_on(day)]
        return max(found, key=lambda rate: rate.valid_from, default=None)

    def rounding(self, tax: str) -> Rounding:
        """How a tax (or `value`) is rounded; half up to the fen unless said otherwise."""
        return self.roundings.get(tax, Rounding())


@dataclass(frozen=True, slots=True)
class Line:
    """One line to be quoted: its price and its share of freight and insurance, each in a currency.

    `freight` and `insurance` are added to the price (terms FOB); for CIF leave them zero.
    """

    number: int
    hs_code: str
    price: Decimal
    currency: str
    freight: Decimal = Decimal(0)
    freight_currency: str = ""
    insurance: Decimal = Decimal(0)
    insurance_currency: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the calculation in words and numbers, with the amount it ends in and where the law is."""

    text: Text
    amount: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True)
class LineQuote:
    """The taxes of one line and how they came about; with problems nothing is computed beyond them."""

    number: int
    hs_code: str
    dutiable_value: Decimal = Decimal(0)
    duty: Decimal = Decimal(0)
    consumption_tax: Decimal = Decimal(0)
    vat: Decimal = Decimal(0)
    steps: tuple[Step, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def total(self) -> Decimal:
        """Duty, consumption tax and VAT."""
        return self.duty + self.consumption_tax + self.vat


@dataclass(frozen=True, slots=True)
class Quote:
    """The taxes of a declaration: each line's, and their sums (each line is rounded, sums are exact)."""

    on_date: dt.date
    lines: tuple[LineQuote, ...]

    @property
    def duty(self) -> Decimal:
        """Duty of all lines."""
        return sum((line.duty for line in self.lines), Decimal(0))

    @property
    def consumption_tax(self) -> Decimal:
        """Consumption tax of all lines."""
        return sum((line.consumption_tax for line in self.lines), Decimal(0))

    @property
    def vat(self) -> Decimal:
        """VAT of all lines."""
        return sum((line.vat for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        """All taxes of all lines."""
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of all lines; with any the sums are incomplete."""
        return tuple(problem for line in self.lines for problem in line.problems)
