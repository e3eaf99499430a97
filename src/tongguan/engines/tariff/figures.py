"""The arithmetic of a plan: exact until each tax is rounded once, by its own rule; no words.

duty = rate on V; beside it the same for additional, safeguard, anti-dumping and countervailing duties (B)
consumption tax, inside the price = ((V + B) × r + S) ÷ (1 − r), S the part on quantity
VAT = (V + B + consumption tax) × rate
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tongguan.engines.tariff.choosing import Charge, Plan
from tongguan.engines.tariff.expression import amount_of, as_compound
from tongguan.engines.tariff.law import VALUE, Law, Measure, Rounding, Tax
from tongguan.engines.tariff.lines import Line
from tongguan.engines.tariff.units import quantity_in

PRECISION = 60
"""Digits kept: a product of two amounts and a rate is exact, a quotient is rounded far below half a fen."""
ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount: the charge and the rate of it that was taken, on which base and quantities."""

    charge: Charge
    measure: Measure
    base: Decimal
    quantities: Mapping[str, Decimal]
    amount: Decimal
    in_quota: bool | None = None


def rounded(amount: Decimal, rounding: Rounding) -> Decimal:
    """The amount in whole steps of the rounding."""
    return (amount / rounding.step).quantize(ONE, rounding=rounding.mode) * rounding.step


def figures(plan: Plan, line: Line, value: Decimal, law: Law, day: dt.date) -> list[Figure]:
    """The amounts of a line on its dutiable value, in the order of computation.

    The plan must have no problems and the line all quantities its rates need.
    """
    if plan.bonded is not None:
        return []
    found: list[Figure] = []
    for charge in plan.charges:
        rule = law.rounding(charge.tax, day)
        if charge.tax is Tax.DUTY and plan.quota is not None:
            found += _with_quota(plan.quota, charge, line, value, law, day)
        else:
            found.append(_figure(charge, value, line.quantities, rule))
    base = value + sum((figure.amount for figure in found), ZERO)
    if plan.consumption is not None:
        inside = _inside(plan.consumption, base, line.quantities, law.rounding(Tax.CONSUMPTION, day))
        found.append(inside)
        base += inside.amount
    if plan.vat is not None:
        found.append(_figure(plan.vat, base, line.quantities, law.rounding(Tax.VAT, day)))
    return found


def _figure(
    charge: Charge, base: Decimal, quantities: Mapping[str, Decimal], rule: Rounding, **more: bool
) -> Figure:
    measure, amount = charge.options[0], amount_of(charge.options[0].rate, base, quantities)
    for option in charge.options[1:]:
        other = amount_of(option.rate, base, quantities)
        if (other > amount) if charge.highest else (other < amount):
            measure, amount = option, other
    return Figure(charge, measure, base, quantities, rounded(amount * charge.left, rule), **more)


def _inside(charge: Charge, base: Decimal, quantities: Mapping[str, Decimal], rule: Rounding) -> Figure:
    measure = charge.options[0]
    share, specific = as_compound(measure.rate) or (ZERO, ())
    on_quantity = sum((amount_of(part, ZERO, quantities) for part in specific), ZERO)
    amount = (base * share + on_quantity) * charge.left / (1 - share)
    return Figure(charge, measure, base, quantities, rounded(amount, rule))


def _with_quota(
    quota: Charge, outside: Charge, line: Line, value: Decimal, law: Law, day: dt.date
) -> list[Figure]:
    """The part of the line within its quota at the quota's rate, the rest as without a quota."""
    rule = law.rounding(Tax.DUTY, day)
    whole = quantity_in(line.quota_unit, line.quantities) or ZERO
    if line.quota_quantity >= whole:
        return [_figure(quota, value, line.quantities, rule, in_quota=True)]
    within = rounded(value * line.quota_quantity / whole, law.rounding(VALUE, day))
    inner = {unit: amount * line.quota_quantity / whole for unit, amount in line.quantities.items()}
    outer = {unit: amount * (whole - line.quota_quantity) / whole for unit, amount in line.quantities.items()}
    return [
        _figure(quota, within, inner, rule, in_quota=True),
        _figure(outside, value - within, outer, rule, in_quota=False),
    ]
