"""The fee for declaring imports late (滞报金): value × daily rate × days, in whole yuan, from the fifteenth day on.

Customs Law article 24 and GACC Order 128 of 2005: the fee runs from the fifteenth day after the means of transport
declared its entry (a day off moves to the next working day) to the day the declaration is accepted, both counted;
fractions of a yuan are dropped; below the least amount none is levied. Goods in transit have two starts: entry, to
the transit declaration; and arrival at the place of destination, to the import declaration. Each is a fee of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Context, Decimal, localcontext

from tongguan.engines.calendar import Calendar
from tongguan.engines.problems import Problem, Text
from tongguan.engines.tariff.expression import plain
from tongguan.engines.tariff.figures import PRECISION
from tongguan.engines.tariff.law import Dated
from tongguan.engines.tariff.lines import Operand, Step

ZERO = Decimal(0)
MOST_YEARS = 50
LAST_YEAR = dt.MAXYEAR - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRule(Dated):
    """The law of the fee: share of the value a day, first day that is charged (counted from the day after entry),
    whether a start on a day off moves, least amount levied (yuan), and what amounts are cut down to.

    The moving of a start has a source of its own."""

    daily_share: Decimal
    first_day: int
    postponed: bool
    least: Decimal
    step: Decimal = Decimal(1)
    postponed_source: str = ""
    postponed_verified: bool = False


@dataclass(frozen=True, slots=True)
class Leg:
    """One start and one end: entry (or arrival) and acceptance of the declaration that ends it."""

    name: Text
    entered: dt.date
    accepted: dt.date


@dataclass(frozen=True, slots=True)
class LegFee:
    """The fee of one leg. `first` is the first day charged and `last` the acceptance; None where it was in time."""

    leg: Leg
    starts: dt.date
    days: int
    amount: Decimal

    @property
    def first(self) -> dt.date | None:
        """The first day charged."""
        return self.starts if self.days else None

    @property
    def last(self) -> dt.date | None:
        """The last day charged."""
        return self.leg.accepted if self.days else None


@dataclass(frozen=True, slots=True)
class LateFee:
    """The whole fee with its legs and steps; with problems nothing was computed."""

    amount: Decimal = ZERO
    legs: tuple[LegFee, ...] = ()
    steps: tuple[Step, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def days(self) -> int:
        """Days charged, of all legs."""
        return sum(leg.days for leg in self.legs)

    @property
    def first(self) -> dt.date | None:
        """The first day charged of all legs."""
        return min((leg.first for leg in self.legs if leg.first), default=None)

    @property
    def last(self) -> dt.date | None:
        """The last day charged of all legs."""
        return max((leg.last for leg in self.legs if leg.last), default=None)


IMPORT = Text(zh="进境申报", en="entry to import declaration")
TRANSIT = Text(zh="进境至转关申报", en="entry to transit declaration")
DESTINATION = Text(zh="运抵指运地至进口申报", en="arrival at destination to import declaration")

NEGATIVE = Text(zh="完税价格不得为负数：{value}", en="the dutiable value must not be negative: {value}")
REVERSED = Text(
    zh="{name}：接受申报日 {accepted} 早于起算日 {entered}",
    en="{name}: acceptance on {accepted} is before {entered}",
)
TOO_LONG = Text(zh="{name}：期间超过 {years} 年", en="{name}: the period exceeds {years} years")
OUT_OF_TIME = Text(zh="{name}：{entered} 超出日历", en="{name}: {entered} is beyond the calendar")
START = Text(
    zh="{name}：{entered} 之次日起第 {first_day} 日为 {plain_start}，为起征日",
    en="{name}: day {first_day} after {entered} is {plain_start}, the first day charged",
)
MOVED = Text(
    zh="{plain_start} 为{why}，起征日顺延至 {start}",
    en="{plain_start} is a day off ({why}); the first day charged moves to {start}",
)
UNKNOWN_YEAR = Text(
    zh="{year} 年节假日安排尚未公布，仅按周末计算，结果未经核实",
    en="the holidays of {year} are not known; weekends alone were counted: unverified",
)
IN_TIME = Text(
    zh="{accepted} 接受申报，未到起征日 {start}，不征收滞报金",
    en="accepted on {accepted}, before {start}: no fee",
)
DAYS = Text(
    zh="{start} 至 {accepted}（首尾均计入）共 {days} 日",
    en="{start} to {accepted}, both counted: {days} days",
)
AMOUNT = Text(
    zh="滞报金 = 完税价格 {value} × {share}‰ × {days} 日 = {exact} 元，不足 {step} 元的部分免予计征，计 {amount} 元",
    en="fee = dutiable value {value} × {share}‰ × {days} days = CNY {exact}, fractions of CNY {step} dropped:"
    " CNY {amount}",
)
LEAST = Text(
    zh="{amount} 元不足起征点 {least} 元，免予征收", en="CNY {amount} is below CNY {least}: not levied"
)
EXEMPT = Text(zh="免予征收：{reason}", en="not levied: {reason}")
NAMES = {
    "start": Text(zh="起征日", en="first day charged"),
    "days": Text(zh="滞报天数", en="days late"),
    "fee": Text(zh="滞报金", en="late declaration fee"),
    "value": Text(zh="完税价格", en="dutiable value"),
    "rate": Text(zh="日征收率", en="daily rate"),
}


def late_fee(
    value: Decimal, legs: Sequence[Leg], rule: FeeRule, calendar: Calendar, exemption: Dated | None = None,
    reason: Text | None = None,
) -> LateFee:  # fmt: skip
    """The fee on a dutiable value (yuan) for one leg or, in transit, two.

    `exemption` is the row of law that frees from it, `reason` its name: the days are told, nothing is levied.
    """
    problems = [*([] if value >= 0 else [Problem("late_fee.value", NEGATIVE.filled(value=value), "/value")])]
    for leg in legs:
        wrong = REVERSED if leg.accepted < leg.entered else None
        wrong = TOO_LONG if (leg.accepted - leg.entered).days > MOST_YEARS * 366 else wrong
        wrong = OUT_OF_TIME if leg.entered.year >= LAST_YEAR else wrong
        if wrong is not None:
            filled = {"entered": leg.entered, "accepted": leg.accepted, "years": MOST_YEARS}
            problems.append(Problem("late_fee.period", wrong.filled(name=leg.name, **filled), "/accepted"))
    if problems:
        return LateFee(problems=tuple(problems))
    steps: list[Step] = []
    with localcontext(Context(prec=PRECISION)):
        found = [_leg(value, leg, rule, calendar, steps) for leg in legs]
    if exemption is not None and reason is not None:
        steps.append(_step(exemption, "fee", EXEMPT.filled(reason=reason)))
        found = [LegFee(fee.leg, fee.starts, fee.days, ZERO) for fee in found]
    return LateFee(sum((fee.amount for fee in found), ZERO), tuple(found), tuple(steps))


def _leg(value: Decimal, leg: Leg, rule: FeeRule, calendar: Calendar, steps: list[Step]) -> LegFee:
    start = _start(leg, rule, calendar, steps)
    if leg.accepted < start:
        steps.append(_step(rule, "fee", IN_TIME.filled(accepted=leg.accepted, start=start)))
        return LegFee(leg, start, 0, ZERO)
    days = (leg.accepted - start).days + 1
    told = DAYS.filled(start=start, accepted=leg.accepted, days=days)
    steps.append(_step(rule, "days", told, Decimal(days), "to − from + 1"))
    exact = value * rule.daily_share * days
    amount = (exact / rule.step).quantize(Decimal(1), rounding=ROUND_DOWN) * rule.step
    operands = (
        Operand(NAMES["value"], plain(value), "CNY"),
        Operand(NAMES["rate"], plain(rule.daily_share * 1000), "‰"),
        Operand(NAMES["days"], str(days)),
    )
    text = AMOUNT.filled(
        value=plain(value), share=plain(rule.daily_share * 1000), days=days, exact=plain(exact),
        step=plain(rule.step), amount=plain(amount),
    )  # fmt: skip
    steps.append(_step(rule, "fee", text, amount, "⌊V × r × days⌋", operands))
    if amount < rule.least:
        steps.append(_step(rule, "fee", LEAST.filled(amount=plain(amount), least=plain(rule.least))))
        amount = ZERO
    return LegFee(leg, start, days, amount)


def _start(leg: Leg, rule: FeeRule, calendar: Calendar, steps: list[Step]) -> dt.date:
    """The first day charged, moved off a day of rest."""
    by_count = leg.entered + dt.timedelta(days=rule.first_day)
    text = START.filled(name=leg.name, entered=leg.entered, first_day=rule.first_day, plain_start=by_count)
    steps.append(_step(rule, "start", text, formula=f"entered + {rule.first_day}"))
    start = calendar.next_working_day(by_count) if rule.postponed else by_count
    if start != by_count:
        moved = MOVED.filled(why=calendar.why(by_count), plain_start=by_count, start=start)
        source, verified = rule.postponed_source, rule.postponed_verified
        steps.append(Step(moved, ZERO, source, NAMES["start"], "next working day", (), verified))
    if rule.postponed and not (calendar.is_verified(by_count) and calendar.is_verified(start)):
        steps.append(Step(UNKNOWN_YEAR.filled(year=start.year), ZERO, "", NAMES["start"]))
    return start


def _step(
    law: Dated,
    name: str,
    text: Text,
    amount: Decimal = ZERO,
    formula: str = "0",
    operands: tuple[Operand, ...] = (),
) -> Step:
    """A step that a row of law gives."""
    return Step(text, amount, law.source, NAMES[name], formula, operands, law.verified)
