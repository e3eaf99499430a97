"""Many lines at once: the amounts of `quote` to the fen, without its words, by columns.

Lines with equal keys share a plan and are computed together. What columns cannot do (sliding scales, quotas, exports,
unusual rounding, more decimals than columns keep, lines with problems, very small groups) goes line by line through
the same functions as a quote; the answer is the same either way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext

import numpy as np

from tongguan.engines.problems import Problem
from tongguan.engines.tariff.choosing import Charge, Plan, key_of, plan
from tongguan.engines.tariff.exact import MODES, ROOM, Exact, ratio
from tongguan.engines.tariff.expression import (
    AdValorem,
    Expression,
    Least,
    Most,
    Sliding,
    Specific,
    Sum,
    as_compound,
    units_of,
)
from tongguan.engines.tariff.figures import PRECISION, figures
from tongguan.engines.tariff.law import VALUE, Law, Measure, Tax
from tongguan.engines.tariff.lines import Line
from tongguan.engines.tariff.quoting import hindrances
from tongguan.engines.tariff.units import quantity_in
from tongguan.engines.tariff.valuation import YUAN, dutiable_value

SMALL_GROUP = 8
FEN = Decimal("0.01")
QUANTITY_SCALE = 10**6
HUNDRED = Decimal(100)
ONE = Decimal(1)
ZERO = Decimal(0)
SCALE = Decimal(QUANTITY_SCALE)


@dataclass(slots=True)
class Batch:
    """Fen by line, in the order of the lines: dutiable values and each tax; problems by position."""

    value_fen: np.ndarray
    tax_fen: dict[Tax, np.ndarray]
    problems: dict[int, tuple[Problem, ...]] = field(default_factory=dict)

    @property
    def total_fen(self) -> int:
        """All taxes of all lines."""
        return sum(sum(map(int, column)) for column in self.tax_fen.values())


def batch(lines: Sequence[Line], law: Law, on_date: dt.date) -> Batch:
    """The amounts of all lines with the law of a day."""
    with localcontext(Context(prec=PRECISION)):
        return _batch(lines, law, on_date)


def _batch(lines: Sequence[Line], law: Law, on_date: dt.date) -> Batch:
    """One pass over the lines, each read once and while it is near; then the columns of each group."""
    count = len(lines)
    out = Batch(np.zeros(count, np.int64), {tax: np.zeros(count, np.int64) for tax in Tax})
    measures: dict[str, list[Measure]] = {}
    yuan = _Yuan(law, on_date)
    by_key: dict[tuple[object, ...], _Group] = {}
    groups: dict[tuple[object, ...], _Group] = {}
    for index, line in enumerate(lines):
        key = key_of(line)
        group = by_key.get(key)
        if group is None:
            known = measures.get(line.hs_code)
            if known is None:
                known = measures[line.hs_code] = law.measures(line.hs_code, on_date)
            chosen = plan(line, law, on_date, known)
            signature = _signature(chosen, line)
            group = groups.get(signature)
            if group is None:
                group = groups[signature] = _Group(chosen, _by_column(chosen, line, law, on_date))
            by_key[key] = group
        if not group.take(index, line, yuan):
            _one(out, line, index, group.plan, law, on_date)
    for group in groups.values():
        if len(group.positions) >= SMALL_GROUP:
            _columns(out, group, law, on_date)
        else:
            for index in group.positions:
                _one(out, lines[index], index, group.plan, law, on_date)
    return out


class _Group:
    """Lines of one plan: their positions, values in fen, and quantities in the units the rates need."""

    def __init__(self, chosen: Plan, by_column: bool) -> None:
        self.plan, self.by_column = chosen, by_column
        rates = [option.rate for charge in _charges(chosen) for option in charge.options]
        self.units = sorted(frozenset[str]().union(*map(units_of, rates))) if by_column else []
        self.positions: list[int] = []
        self.values: list[int] = []
        self.quantities: list[list[int]] = [[] for _ in self.units]

    def take(self, index: int, line: Line, yuan: _Yuan) -> bool:
        """Add a line; False where it must go by hand."""
        stated = line.quantities
        if not self.by_column or (stated and min(stated.values()) < ZERO):
            return False
        value = yuan.value_fen(line)
        if value is None:
            return False
        if self.units:
            counted = [_scaled(quantity_in(unit, stated)) for unit in self.units]
            if None in counted:
                return False
            for column, amount in zip(self.quantities, counted, strict=True):
                column.append(amount or 0)
        self.positions.append(index)
        self.values.append(value)
        return True


def _charges(chosen: Plan) -> list[Charge]:
    """Every charge of a plan but that of a quota, in the order of computation."""
    return [charge for charge in (*chosen.charges, chosen.consumption, chosen.vat) if charge]


def _signature(chosen: Plan, line: Line) -> tuple[object, ...]:
    """What the amounts of a plan depend on: lines of different origins often pay the same."""
    charges = [*_charges(chosen), *([chosen.quota] if chosen.quota else [])]
    if chosen.problems:
        return (id(chosen), chosen)
    return (
        line.export,
        chosen.bonded is not None,
        chosen.quota is not None,
        *((charge.tax, charge.highest, charge.left, *map(id, charge.options)) for charge in charges),
    )


class _Yuan:
    """Values in yuan on a day: exchange rates looked up once a currency, the rounding once."""

    def __init__(self, law: Law, day: dt.date) -> None:
        self.law, self.day = law, day
        self.known: dict[str, Decimal | None] = {YUAN: ONE}
        rule = law.rounding(VALUE, day)
        self.mode, self.step_fen = rule.mode, int(rule.step * HUNDRED)
        self.top, self.bottom = map(Decimal, ratio(rule.step))

    def rate(self, currency: str) -> Decimal | None:
        """Yuan for one unit; None where there is no rate."""
        if currency not in self.known:
            found = self.law.exchange_rate(currency, self.day)
            self.known[currency] = found.yuan_per_unit if found else None
        return self.known[currency]

    def value_fen(self, line: Line) -> int | None:
        """The dutiable value of an import; None where a line needs a closer look."""
        price, freight, insurance = line.price, line.freight, line.insurance
        rate = self.known.get(line.currency) or self.rate(line.currency)
        if insurance is None or rate is None or price < ZERO or freight < ZERO or insurance < ZERO:
            return None
        if not line.freight_currency and not line.insurance_currency:
            total = (price + freight + insurance) * rate
        else:
            freight_rate = self.rate(line.freight_currency or line.currency)
            insurance_rate = self.rate(line.insurance_currency or line.currency)
            if (freight and freight_rate is None) or (insurance and insurance_rate is None):
                return None
            total = price * rate + freight * (freight_rate or ONE) + insurance * (insurance_rate or ONE)
        if line.additions or line.deductions:
            if line.additions < ZERO or line.deductions < ZERO:
                return None
            total += line.additions - line.deductions
        if total < ZERO:
            return None
        return int((total * self.bottom / self.top).quantize(ONE, self.mode)) * self.step_fen


def _one(out: Batch, line: Line, index: int, chosen: Plan, law: Law, day: dt.date) -> None:
    """A line by itself, as a quote computes it."""
    if chosen.problems:
        chosen = plan(line, law, day)
    problems = [*chosen.problems, *hindrances(line, chosen)]
    valued = dutiable_value(line, chosen, law, day) if not (problems and line.export) else None
    problems += valued.problems if valued else ()
    if problems or valued is None:
        out.problems[index] = tuple(problems)
        return
    out.value_fen = _put(out.value_fen, index, int(valued.amount * HUNDRED))
    sums: dict[Tax, int] = {}
    for figure in figures(chosen, line, valued.amount, law, day):
        sums[figure.charge.tax] = sums.get(figure.charge.tax, 0) + int(figure.amount * HUNDRED)
    for tax, amount in sums.items():
        out.tax_fen[tax] = _put(out.tax_fen[tax], index, amount)


def _by_column(chosen: Plan, line: Line, law: Law, day: dt.date) -> bool:
    """Whether columns can do what the plan asks."""
    if chosen.problems or line.export or chosen.quota is not None:
        return False
    charges = _charges(chosen)
    roundings = [law.rounding(of, day) for of in (VALUE, *(charge.tax for charge in charges))]
    return all(rule.mode in MODES and not rule.step % FEN for rule in roundings) and not any(
        _slides(option.rate) for charge in charges for option in charge.options
    )


def _slides(rate: Expression) -> bool:
    match rate:
        case Sum(parts) | Least(parts) | Most(parts):
            return any(map(_slides, parts))
    return isinstance(rate, Sliding)


def _columns(out: Batch, group: _Group, law: Law, day: dt.date) -> None:
    """The taxes of a group, by columns."""
    value = Exact.of(group.values)
    where = np.array(group.positions, dtype=np.int64)
    out.value_fen = _put(out.value_fen, where, value.numerators)
    if group.plan.bonded is not None:
        return
    counts = {
        unit: Exact.of(numbers, QUANTITY_SCALE)
        for unit, numbers in zip(group.units, group.quantities, strict=True)
    }
    sums: dict[Tax, Exact] = {}
    for tax, column in tax_columns(group.plan, value, counts, law, day):
        sums[tax] = sums[tax].plus(column) if tax in sums else column
    for tax, column in sums.items():
        out.tax_fen[tax] = _put(out.tax_fen[tax], where, column.numerators)


def _put(column: np.ndarray, where: np.ndarray | int, amounts: np.ndarray | int) -> np.ndarray:
    """The column with amounts in some places; of Python integers once an amount needs them."""
    large = amounts >= ROOM if isinstance(amounts, int) else amounts.dtype == object
    if large and column.dtype != object:
        column = column.astype(object)
    column[where] = amounts
    return column


def _scaled(quantity: Decimal | None) -> int | None:
    """A quantity in millionths; None where it has more decimals, or there is none."""
    if quantity is None:
        return None
    scaled = quantity * SCALE
    return int(scaled) if scaled == scaled.to_integral_value() else None


def tax_columns(
    chosen: Plan, value: Exact, counts: Mapping[str, Exact], law: Law, day: dt.date
) -> list[tuple[Tax, Exact]]:
    """The taxes of a plan on columns of dutiable values (fen) and quantities by unit, in fen, in order."""
    found: list[tuple[Tax, Exact]] = []
    base = value
    for charge in chosen.charges:
        column = _levied(charge, value, counts, law, day)
        found.append((charge.tax, column))
        base = base.plus(column)
    if chosen.consumption is not None:
        column = _inside(chosen.consumption, base, counts, law, day)
        found.append((Tax.CONSUMPTION, column))
        base = base.plus(column)
    if chosen.vat is not None:
        found.append((Tax.VAT, _levied(chosen.vat, base, counts, law, day)))
    return found


def _levied(charge: Charge, base: Exact, counts: Mapping[str, Exact], law: Law, day: dt.date) -> Exact:
    column = _amounts(charge.options[0].rate, base, counts)
    for option in charge.options[1:]:
        other = _amounts(option.rate, base, counts)
        column = (column.greater(other) if charge.highest else column.lesser(other))[0]
    return _to_fen(column.times(*ratio(charge.left)), charge.tax, law, day)


def _inside(charge: Charge, base: Exact, counts: Mapping[str, Exact], law: Law, day: dt.date) -> Exact:
    """((V + B) × r + S) × left ÷ (1 − r)."""
    share, specific = as_compound(charge.options[0].rate) or (Decimal(0), ())
    column = base.times(*ratio(share))
    for part in specific:
        column = column.plus(_amounts(part, base, counts))
    rest, whole = ratio(1 - share)
    return _to_fen(column.times(*ratio(charge.left)).times(whole, rest), charge.tax, law, day)


def _to_fen(column: Exact, tax: Tax, law: Law, day: dt.date) -> Exact:
    rule = law.rounding(tax, day)
    return column.rounded((int(rule.step * HUNDRED), 1), rule.mode)


def _amounts(rate: Expression, base: Exact, counts: Mapping[str, Exact]) -> Exact:
    """What a rate comes to, in fen, exactly."""
    match rate:
        case AdValorem(share):
            return base.times(*ratio(share))
        case Specific(amount, unit):
            return counts[unit].times(*ratio(amount * HUNDRED))
        case Sum(parts):
            first, *rest = (_amounts(part, base, counts) for part in parts)
            for part in rest:
                first = first.plus(part)
            return first
        case Least(options) | Most(options):
            first, *rest = (_amounts(option, base, counts) for option in options)
            for option in rest:
                first = (first.lesser(option) if isinstance(rate, Least) else first.greater(option))[0]
            return first
    raise TypeError(f"columns cannot compute {rate!r}")
