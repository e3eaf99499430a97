"""Sorting lines into groups that pay by the same rates, their values and quantities as whole numbers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tongguan.engines.tariff.choosing import Charge, Plan, plan
from tongguan.engines.tariff.exact import MODES, ratio
from tongguan.engines.tariff.expression import Expression, Least, Most, Sliding, Sum, units_of
from tongguan.engines.tariff.law import VALUE, Law, Measure
from tongguan.engines.tariff.lines import Line
from tongguan.engines.tariff.units import quantity_in
from tongguan.engines.tariff.valuation import YUAN

QUANTITY_SCALE = 10**6
"""Quantities are kept in millionths."""
FEN = Decimal("0.01")
HUNDRED = Decimal(100)
ONE = Decimal(1)
ZERO = Decimal(0)
SCALE = Decimal(QUANTITY_SCALE)


class Grouping:
    """Finds a line's group: by what its plan depends on under this law, then by what the plan levies."""

    def __init__(self, law: Law, day: dt.date) -> None:
        self.law, self.day = law, day
        self.measures: dict[str, tuple[list[Measure], frozenset[str]]] = {}
        self.natures: dict[str, str] = {}
        self.modes: dict[str, str] = {}
        self.plans: dict[tuple[object, ...], Plan] = {}
        self.groups: dict[tuple[object, ...], Group] = {}

    def group_of(self, line: Line) -> Group:
        """The group of a line; its plan is made where no line like it was met."""
        known = self.measures.get(line.hs_code)
        if known is None:
            found = self.law.measures(line.hs_code, self.day)
            named = frozenset[str]().union(*(measure.origins for measure in found))
            known = self.measures[line.hs_code] = found, named | self.law.general_origins
        key = self._narrowed(line, known[1])
        chosen = self.plans.get(key)
        if chosen is None:
            chosen = self.plans[key] = plan(line, self.law, self.day, known[0])
        signature = _signature(chosen, line)
        group = self.groups.get(signature)
        if group is None:
            by_column = _by_column(chosen, line, self.law, self.day)
            group = self.groups[signature] = Group(chosen, by_column)
        return group

    def _narrowed(self, line: Line, named: frozenset[str]) -> tuple[object, ...]:
        """The line's key without what no row of the law asks for: an origin no rate names, a nature of levy without
        relief, a supervision mode that is not bonded."""
        nature, mode = line.levy_nature, line.supervision_mode
        if nature not in self.natures:
            self.natures[nature] = nature if self.law.relief(nature, self.day) else ""
        if mode not in self.modes:
            self.modes[mode] = mode if self.law.bond(mode, self.day) else ""
        own = line.certificates or line.origin in named
        return (
            line.hs_code,
            line.origin if own else "",
            line.certificates,
            line.firm,
            self.natures[nature],
            self.modes[mode],
            line.exclusions,
            line.quota_quantity > ZERO,
            line.export,
        )


class Group:
    """Lines of one plan: their positions, values in fen, and quantities in the units the rates need."""

    def __init__(self, chosen: Plan, by_column: bool) -> None:
        self.plan, self.by_column = chosen, by_column
        rates = [option.rate for charge in charges_of(chosen) for option in charge.options]
        self.units = sorted(frozenset[str]().union(*map(units_of, rates))) if by_column else []
        self.positions: list[int] = []
        self.values: list[int] = []
        self.quantities: list[list[int]] = [[] for _ in self.units]

    def take(self, index: int, line: Line, yuan: Yuan) -> bool:
        """Add a line; False where it must go by hand."""
        stated = line.quantities
        if not self.by_column:
            return False
        for amount in stated.values():
            if amount.is_signed():
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


def charges_of(chosen: Plan) -> list[Charge]:
    """Every charge of a plan but that of a quota, in the order of computation."""
    return [charge for charge in (*chosen.charges, chosen.consumption, chosen.vat) if charge]


def _signature(chosen: Plan, line: Line) -> tuple[object, ...]:
    """What the amounts of a plan depend on: lines of different origins often pay the same."""
    charges = [*charges_of(chosen), *([chosen.quota] if chosen.quota else [])]
    if chosen.problems:
        return (id(chosen), chosen)
    return (
        line.export,
        chosen.bonded is not None,
        chosen.quota is not None,
        *((charge.tax, charge.highest, charge.left, *map(id, charge.options)) for charge in charges),
    )


class Yuan:
    """Values on a day: exchange rates looked up once a currency, the rounding once."""

    def __init__(self, law: Law, day: dt.date) -> None:
        self.law, self.day = law, day
        rule = law.rounding(VALUE, day)
        self.mode, self.step_fen = rule.mode, int(rule.step * HUNDRED)
        top, bottom = ratio(rule.step)
        self.top, self.bottom = ONE if top == 1 else Decimal(top), Decimal(bottom)
        self.known: dict[str, Decimal | None] = {YUAN: self.bottom}

    def factor(self, currency: str) -> Decimal | None:
        """An amount times this is its value in yuan times the bottom of the rounding; None without a rate."""
        if currency not in self.known:
            found = self.law.exchange_rate(currency, self.day)
            self.known[currency] = found.yuan_per_unit * self.bottom if found else None
        return self.known[currency]

    def value_fen(self, line: Line) -> int | None:
        """The dutiable value of an import; None where a line needs a closer look."""
        price, freight, insurance = line.price, line.freight, line.insurance
        factor = self.known.get(line.currency) or self.factor(line.currency)
        if insurance is None or factor is None:
            return None
        if price.is_signed() or freight.is_signed() or insurance.is_signed():
            return None
        if not line.freight_currency and not line.insurance_currency:
            steps = (price + freight + insurance) * factor
        else:
            by_freight = self.factor(line.freight_currency or line.currency)
            by_insurance = self.factor(line.insurance_currency or line.currency)
            if (freight and by_freight is None) or (insurance and by_insurance is None):
                return None
            steps = price * factor + freight * (by_freight or ONE) + insurance * (by_insurance or ONE)
        if line.additions or line.deductions:
            if line.additions.is_signed() or line.deductions.is_signed():
                return None
            steps += (line.additions - line.deductions) * self.bottom
            if steps.is_signed():
                return None
        if self.top is not ONE:
            steps /= self.top
        return int(steps.to_integral_value(self.mode)) * self.step_fen


def _by_column(chosen: Plan, line: Line, law: Law, day: dt.date) -> bool:
    """Whether columns can do what the plan asks."""
    if chosen.problems or line.export or chosen.quota is not None:
        return False
    charges = charges_of(chosen)
    roundings = [law.rounding(of, day) for of in (VALUE, *(charge.tax for charge in charges))]
    return all(rule.mode in MODES and not rule.step % FEN for rule in roundings) and not any(
        _slides(option.rate) for charge in charges for option in charge.options
    )


def _slides(rate: Expression) -> bool:
    match rate:
        case Sum(parts) | Least(parts) | Most(parts):
            return any(map(_slides, parts))
    return isinstance(rate, Sliding)


def _scaled(quantity: Decimal | None) -> int | None:
    """A quantity in millionths; None where it has more decimals, or there is none."""
    if quantity is None:
        return None
    scaled = quantity * SCALE
    return int(scaled) if scaled == scaled.to_integral_value() else None
