"""The taxes of plans of one shape on columns of values and quantities, in fen, exactly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from tongguan.engines.tariff.choosing import Charge, Plan
from tongguan.engines.tariff.exact import Exact, ratio
from tongguan.engines.tariff.expression import (
    AdValorem,
    Expression,
    Least,
    Most,
    Specific,
    Sum,
    as_compound,
)
from tongguan.engines.tariff.law import Law, Tax

HUNDRED = Decimal(100)
ZERO = Decimal(0)


def shape_of(chosen: Plan) -> tuple[object, ...]:
    """Plans of one shape differ in nothing but the numbers of their rates, so that columns hold them together.

    Consumption tax is divided by what its rate leaves, so its rate is part of the shape.
    """
    inside = chosen.consumption
    return (
        chosen.bonded is not None,
        *(
            (charge.tax, charge.highest, charge.left, *(_form(option.rate) for option in charge.options))
            for charge in (*chosen.charges, chosen.vat)
            if charge
        ),
        (inside.options[0].rate, inside.left) if inside else None,
    )


def _form(rate: Expression) -> tuple[object, ...]:
    match rate:
        case AdValorem():
            return ("%",)
        case Specific(_, unit):
            return ("/", unit)
        case Sum(parts) | Least(parts) | Most(parts):
            return (type(rate).__name__, *map(_form, parts))
    return (rate,)


def tax_columns(
    plans: Sequence[Plan],
    sizes: Sequence[int],
    value: Exact,
    counts: Mapping[str, Exact],
    law: Law,
    day: dt.date,
) -> list[tuple[Tax, Exact]]:
    """The taxes of plans of one shape on columns of dutiable values (fen) and quantities by unit, in fen, in order.

    The first `sizes[0]` lines are of the first plan, the next `sizes[1]` of the second, and so on.
    """
    rows = _Rows(sizes, counts, law, day)
    found: list[tuple[Tax, Exact]] = []
    base, first = value, plans[0]
    for at, charge in enumerate(first.charges):
        column = rows.levied([one.charges[at] for one in plans], value)
        found.append((charge.tax, column))
        base = base.plus(column)
    if first.consumption is not None:
        column = rows.inside(first.consumption, base)
        found.append((Tax.CONSUMPTION, column))
        base = base.plus(column)
    if first.vat is not None:
        found.append((Tax.VAT, rows.levied([one.vat for one in plans if one.vat], base)))
    return found


@dataclass(frozen=True, slots=True)
class _Rows:
    """Columns whose lines belong, run by run, to charges of one shape."""

    sizes: Sequence[int]
    counts: Mapping[str, Exact]
    law: Law
    day: dt.date

    def levied(self, charges: Sequence[Charge], base: Exact) -> Exact:
        """One tax on a base: of its rates the least or the most, with what relief leaves, rounded."""
        first = charges[0]
        column: Exact | None = None
        for at in range(len(first.options)):
            other = self.amounts([charge.options[at].rate for charge in charges], base)
            if column is None:
                column = other
            else:
                column = column.greater(other) if first.highest else column.lesser(other)
        assert column is not None
        return self.to_fen(column.times(*ratio(first.left)), first.tax)

    def inside(self, charge: Charge, base: Exact) -> Exact:
        """((V + B) × r + S) × left ÷ (1 − r)."""
        share, specific = as_compound(charge.options[0].rate) or (ZERO, ())
        column = base.times(*ratio(share))
        for part in specific:
            column = column.plus(self.counts[part.unit].times(*ratio(part.amount * HUNDRED)))
        rest, whole = ratio(1 - share)
        return self.to_fen(column.times(*ratio(charge.left)).times(whole, rest), charge.tax)

    def to_fen(self, column: Exact, tax: Tax) -> Exact:
        """Rounded by the tax's rule."""
        rule = self.law.rounding(tax, self.day)
        return column.rounded((int(rule.step * HUNDRED), 1), rule.mode)

    def amounts(self, rates: Sequence[Expression], base: Exact) -> Exact:
        """What rates of one form come to, in fen, exactly."""
        match rates[0]:
            case AdValorem():
                return base.times_each([ratio(rate.share) for rate in rates], self.sizes)  # type: ignore[union-attr]
            case Specific(_, unit):
                tops = [ratio(rate.amount * HUNDRED) for rate in rates]  # type: ignore[union-attr]
                return self.counts[unit].times_each(tops, self.sizes)
            case Sum(parts) | Least(parts) | Most(parts):
                inner = [rate.parts if isinstance(rate, Sum) else rate.options for rate in rates]  # type: ignore[union-attr]
                columns = [self.amounts([each[at] for each in inner], base) for at in range(len(parts))]
                return reduce(_JOINED[type(rates[0])], columns)
        raise TypeError(f"columns cannot compute {rates[0]!r}")


_JOINED: Mapping[type, Callable[[Exact, Exact], Exact]] = {
    Sum: Exact.plus,
    Least: Exact.lesser,
    Most: Exact.greater,
}
