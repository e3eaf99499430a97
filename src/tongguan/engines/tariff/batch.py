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
from tongguan.engines.tariff.exact import MODES, Exact, ratio
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
from tongguan.engines.tariff.figures import PRECISION, figures, rounded
from tongguan.engines.tariff.law import VALUE, Law, Tax
from tongguan.engines.tariff.lines import Line
from tongguan.engines.tariff.quoting import hindrances
from tongguan.engines.tariff.units import quantity_in
from tongguan.engines.tariff.valuation import YUAN, dutiable_value

SMALL_GROUP = 8
FEN = Decimal("0.01")
QUANTITY_SCALE = 10**6
HUNDRED = Decimal(100)


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
    groups: dict[tuple[object, ...], list[int]] = {}
    for index, line in enumerate(lines):
        groups.setdefault(key_of(line), []).append(index)
    out = Batch(np.zeros(len(lines), dtype=object), {tax: np.zeros(len(lines), dtype=object) for tax in Tax})
    with localcontext(Context(prec=PRECISION)):
        yuan = _Yuan(law, on_date)
        for positions in groups.values():
            chosen = plan(lines[positions[0]], law, on_date)
            by_hand = positions
            if len(positions) >= SMALL_GROUP and _by_column(chosen, lines[positions[0]], law, on_date):
                by_hand = _columns(out, lines, positions, chosen, law, on_date, yuan)
            for index in by_hand:
                _one(out, lines[index], index, chosen, law, on_date)
    return out


class _Yuan:
    """Exchange rates of the day, looked up once a currency; None where there is none."""

    def __init__(self, law: Law, day: dt.date) -> None:
        self.law, self.day = law, day
        self.known: dict[str, Decimal | None] = {YUAN: Decimal(1)}

    def rate(self, currency: str) -> Decimal | None:
        if currency not in self.known:
            found = self.law.exchange_rate(currency, self.day)
            self.known[currency] = found.yuan_per_unit if found else None
        return self.known[currency]

    def value(self, line: Line) -> Decimal | None:
        """Price, freight, insurance and additions less deductions; None where a line needs a closer look."""
        if line.insurance is None or line.price < 0:
            return None
        rate = self.rate(line.currency)
        if rate is None:
            return None
        total = line.price * rate
        for amount, currency in (
            (line.freight, line.freight_currency),
            (line.insurance, line.insurance_currency),
        ):
            if amount:
                rate = self.rate(currency or line.currency)
                if rate is None or amount < 0:
                    return None
                total += amount * rate
        if line.additions or line.deductions:
            if line.additions < 0 or line.deductions < 0:
                return None
            total += line.additions - line.deductions
        return total if total >= 0 else None


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
    out.value_fen[index] = int(valued.amount * HUNDRED)
    for figure in figures(chosen, line, valued.amount, law, day):
        out.tax_fen[figure.charge.tax][index] += int(figure.amount * HUNDRED)


def _by_column(chosen: Plan, line: Line, law: Law, day: dt.date) -> bool:
    """Whether columns can do what the plan asks."""
    if chosen.problems or line.export or chosen.quota is not None or line.insurance is None:
        return False
    charges = [charge for charge in (*chosen.charges, chosen.consumption, chosen.vat) if charge]
    roundings = [law.rounding(of, day) for of in (VALUE, *(charge.tax for charge in charges))]
    return all(rule.mode in MODES and not rule.step % FEN for rule in roundings) and not any(
        _slides(option.rate) for charge in charges for option in charge.options
    )


def _slides(rate: Expression) -> bool:
    match rate:
        case Sum(parts) | Least(parts) | Most(parts):
            return any(map(_slides, parts))
    return isinstance(rate, Sliding)


def _columns(
    out: Batch,
    lines: Sequence[Line],
    positions: list[int],
    chosen: Plan,
    law: Law,
    day: dt.date,
    yuan: _Yuan,
) -> list[int]:
    """Compute a group; the positions that must go by hand come back."""
    charges = [charge for charge in (*chosen.charges, chosen.consumption, chosen.vat) if charge]
    units = sorted(
        frozenset().union(*(units_of(o.rate) for charge in charges for o in charge.options), frozenset())
    )
    rule = law.rounding(VALUE, day)
    kept: list[int] = []
    by_hand: list[int] = []
    values: list[int] = []
    quantities: dict[str, list[int]] = {unit: [] for unit in units}
    for index in positions:
        line = lines[index]
        total = yuan.value(line)
        counted = [_scaled(quantity_in(unit, line.quantities)) for unit in units] if units else []
        if total is None or None in counted or any(q < 0 for q in line.quantities.values()):
            by_hand.append(index)
            continue
        kept.append(index)
        values.append(int(rounded(total, rule) * HUNDRED))
        for unit, amount in zip(units, counted, strict=True):
            quantities[unit].append(amount or 0)
    value = Exact.of(values)
    counts = {unit: Exact.of(numbers, QUANTITY_SCALE) for unit, numbers in quantities.items()}
    where = np.array(kept, dtype=np.int64)
    out.value_fen[where] = value.numerators
    if chosen.bonded is None:
        for tax, column in tax_columns(chosen, value, counts, law, day):
            out.tax_fen[tax][where] += column.numerators
    return by_hand


def _scaled(quantity: Decimal | None) -> int | None:
    """A quantity in millionths; None where it has more decimals, or there is none."""
    if quantity is None:
        return None
    scaled = quantity * QUANTITY_SCALE
    whole = int(scaled)
    return whole if whole == scaled else None


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
