"""Quoting lines: choose the rates, value the goods, compute, and explain every step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Context, localcontext

from tongguan.engines.problems import Problem, Text
from tongguan.engines.tariff.choosing import Charge, Plan, key_of, plan
from tongguan.engines.tariff.explaining import bonded_step, explained, noted
from tongguan.engines.tariff.expression import lacking_units
from tongguan.engines.tariff.figures import PRECISION, Figure, figures
from tongguan.engines.tariff.law import Law
from tongguan.engines.tariff.lines import Line, LineQuote, Quote, TaxAmount
from tongguan.engines.tariff.units import UNITS, quantity_in
from tongguan.engines.tariff.valuation import Valued, dutiable_value

NO_QUANTITY = Text(zh="税率 {rate} 需要以 {unit} 计的数量", en="the rate {rate} needs a quantity in {unit}")
NEGATIVE_QUANTITY = Text(zh="数量不得为负数", en="quantities must not be negative")


def quote(lines: Iterable[Line], law: Law, on_date: dt.date) -> Quote:
    """Quote every line with the law of a day; a line that cannot be quoted has problems, the others are quoted."""
    plans: dict[tuple[object, ...], Plan] = {}
    with localcontext(Context(prec=PRECISION)):
        out = []
        for line in lines:
            key = key_of(line)
            found = plans.get(key)
            if found is None or found.problems:  # problems point at their own line
                found = plans[key] = plan(line, law, on_date)
            out.append(_line(line, found, law, on_date))
        return Quote(on_date, tuple(out))


def value(line: Line, law: Law, on_date: dt.date) -> Valued:
    """The dutiable value alone, of goods on which nothing is levied: no rate is asked for."""
    with localcontext(Context(prec=PRECISION)):
        return dutiable_value(line, Plan(), law, on_date)


def _line(line: Line, chosen: Plan, law: Law, day: dt.date) -> LineQuote:
    problems = [*chosen.problems, *hindrances(line, chosen)]
    if problems:
        # The value is tried all the same, so that everything wrong with the line is told at once.
        problems += [] if line.export else dutiable_value(line, chosen, law, day).problems
        return LineQuote(line.number, line.hs_code, problems=tuple(problems))
    valued = dutiable_value(line, chosen, law, day)
    if valued.problems:
        return LineQuote(line.number, line.hs_code, problems=valued.problems)
    steps = [*valued.steps, *map(noted, chosen.notes)]
    if chosen.bonded is not None:
        steps.append(bonded_step(chosen.bonded))
        return LineQuote(line.number, line.hs_code, valued.amount, (), tuple(steps))
    found = figures(chosen, line, valued.amount, law, day)
    steps += explained(found, valued.amount)
    taxes = tuple(map(_tax, found))
    return LineQuote(line.number, line.hs_code, valued.amount, taxes, tuple(steps))


def hindrances(line: Line, chosen: Plan) -> list[Problem]:
    """Quantities that the rates of a plan need and the line does not state."""
    found = []
    pointer = f"/lines/{line.number}/quantities"
    if any(amount < 0 for amount in line.quantities.values()) or line.quota_quantity < 0:
        found.append(Problem("tariff.negative", NEGATIVE_QUANTITY, pointer))
    charges: list[Charge | None] = [*chosen.charges, chosen.consumption, chosen.vat, chosen.quota]
    for charge in charges:
        for measure in charge.options if charge else ():
            for unit in lacking_units(measure.rate, line.quantities):
                message = NO_QUANTITY.filled(rate=measure.text, unit=unit)
                found.append(Problem("tariff.no_quantity", message, pointer))
    if chosen.quota is not None and (
        line.quota_unit not in UNITS or not quantity_in(line.quota_unit, line.quantities)
    ):
        message = NO_QUANTITY.filled(rate=chosen.quota.options[0].text, unit=line.quota_unit)
        found.append(Problem("tariff.no_quantity", message, pointer))
    return found


def _tax(figure: Figure) -> TaxAmount:
    measure = figure.measure
    return TaxAmount(figure.charge.tax, measure.text, figure.amount, measure.source, measure.verified)
