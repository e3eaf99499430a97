"""What is quoted and what a quote says. Amounts are yuan unless a currency stands beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tongguan.engines.problems import Problem, Text
from tongguan.engines.tariff.law import Certificate, Tax

ZERO = Decimal(0)
TAX_NAMES = {
    Tax.DUTY: Text(zh="关税", en="customs duty"),
    Tax.ADDITIONAL: Text(zh="加征关税", en="additional duty"),
    Tax.SAFEGUARD: Text(zh="保障措施关税", en="safeguard duty"),
    Tax.ANTI_DUMPING: Text(zh="反倾销税", en="anti-dumping duty"),
    Tax.COUNTERVAILING: Text(zh="反补贴税", en="countervailing duty"),
    Tax.CONSUMPTION: Text(zh="消费税", en="consumption tax"),
    Tax.VAT: Text(zh="增值税", en="VAT"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of goods with its share of the declaration's charges, each in a currency (empty: that of the price).

    `freight` and `insurance` are what the price lacks; insurance None is one that cannot be told (the rule of law
    stands in). `additions` and `deductions` are in yuan. `quantities` are by unit in any spelling of `units`;
    `quota_quantity` is what a quota certificate gives this line, in `quota_unit`. `firm` is the producer, for
    anti-dumping rates; `exclusions` the numbers of exclusions from additional duties that were granted.
    """

    number: int
    hs_code: str
    price: Decimal
    currency: str
    freight: Decimal = ZERO
    freight_currency: str = ""
    insurance: Decimal | None = ZERO
    insurance_currency: str = ""
    additions: Decimal = ZERO
    deductions: Decimal = ZERO
    origin: str = ""
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    certificates: tuple[Certificate, ...] = ()
    firm: str = ""
    levy_nature: str = ""
    supervision_mode: str = ""
    exclusions: frozenset[str] = frozenset()
    quota_quantity: Decimal = ZERO
    quota_unit: str = "kg"
    export: bool = False


@dataclass(frozen=True, slots=True)
class Operand:
    """A number that enters a step: what it is, its text, its unit (`CNY`, `%`, a currency, a unit of quantity)."""

    name: Text
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a calculation: in words, as a formula over operands, the amount it ends in, where the law is."""

    text: Text
    amount: Decimal
    source: str = ""
    name: Text | None = None
    formula: str = ""
    operands: tuple[Operand, ...] = ()
    verified: bool = False

    def as_dict(self) -> dict[str, object]:
        """A JSON-ready form; amounts are text."""
        return {
            "zh": self.text.zh,
            "en": self.text.en,
            "name": {"zh": self.name.zh, "en": self.name.en} if self.name else None,
            "formula": self.formula,
            "operands": [
                {"zh": one.name.zh, "en": one.name.en, "value": one.value, "unit": one.unit}
                for one in self.operands
            ],
            "amount": str(self.amount),
            "source": self.source,
            "verified": self.verified,
        }


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """One tax on a line: the rate as written, the amount rounded, and where the rate stands."""

    tax: Tax
    rate: str
    amount: Decimal
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class LineQuote:
    """The taxes of one line and how they came about; with problems nothing is computed beyond them."""

    number: int
    hs_code: str
    dutiable_value: Decimal = ZERO
    taxes: tuple[TaxAmount, ...] = ()
    steps: tuple[Step, ...] = ()
    problems: tuple[Problem, ...] = ()

    def amount(self, tax: Tax) -> Decimal:
        """What of one tax the line owes."""
        return sum((found.amount for found in self.taxes if found.tax == tax), ZERO)

    @property
    def total(self) -> Decimal:
        """All taxes of the line."""
        return sum((found.amount for found in self.taxes), ZERO)


@dataclass(frozen=True, slots=True)
class Quote:
    """The taxes of a declaration: each line's; each line is rounded, sums are exact."""

    on_date: dt.date
    lines: tuple[LineQuote, ...]

    def amount(self, tax: Tax) -> Decimal:
        """One tax of all lines."""
        return sum((line.amount(tax) for line in self.lines), ZERO)

    @property
    def total(self) -> Decimal:
        """All taxes of all lines."""
        return sum((line.total for line in self.lines), ZERO)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of all lines; with any the sums are incomplete."""
        return tuple(problem for line in self.lines for problem in line.problems)
