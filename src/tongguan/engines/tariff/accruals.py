"""What grows by the day on a tax: the late payment fee (滞纳金) on what was paid too little or too late, and the bank
interest on what was paid too much.

The day a period starts on is not counted, the day it ends on is. Both are rounded once, half up to the fen; below its
least amount nothing is asked for.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from tongguan.engines.problems import Text
from tongguan.engines.tariff.expression import plain
from tongguan.engines.tariff.figures import PRECISION
from tongguan.engines.tariff.law import Dated
from tongguan.engines.tariff.lines import Operand, Step

ZERO = Decimal(0)
CENT = Decimal("0.01")
LATE_PAYMENT = Text(zh="滞纳金", en="late payment fee")
INTEREST = Text(zh="退税利息", en="interest on the refund")
DAYS = Text(zh="{start} 次日起至 {end} 共 {days} 日", en="from the day after {start} to {end}: {days} days")
AMOUNT = Text(
    zh="{name_zh} = {base} 元 × {share}‰ × {part} = {amount} 元",
    en="{name} = CNY {base} × {share}‰ × {part} = CNY {amount}",
)
LEAST = Text(
    zh="{amount} 元不足起征点 {least} 元，免予征收", en="CNY {amount} is below CNY {least}: not levied"
)
BASE, RATE, COUNT = Text(zh="税款", en="tax"), Text(zh="比率", en="rate"), Text(zh="天数", en="days")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccrualRule(Dated):
    """The law of an amount that grows by the day: its name, the share of the base that grows in `per_days` days, the
    least amount asked for."""

    name: Text
    share: Decimal
    per_days: int = 1
    least: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Accrual:
    """What grew, in yuan, over how many days, with the steps."""

    amount: Decimal = ZERO
    days: int = 0
    steps: tuple[Step, ...] = ()


def accrued(base: Decimal, start: dt.date, end: dt.date, rule: AccrualRule) -> Accrual:
    """What grew on `base` (yuan, not negative) from the day after `start` to `end`; nothing where `end` is no later."""
    days = (end - start).days
    if base <= ZERO or days <= 0:
        return Accrual()
    with localcontext(Context(prec=PRECISION)):
        amount = (base * rule.share * days / rule.per_days).quantize(CENT, ROUND_HALF_UP)
    share = plain(rule.share * 1000)
    part = str(days) if rule.per_days == 1 else f"{days}/{rule.per_days}"
    steps = [_step(rule, DAYS.filled(start=start, end=end, days=days), Decimal(days), "end − start")]
    told = AMOUNT.filled(
        name=rule.name.en, name_zh=rule.name.zh, base=plain(base), share=share, part=part, amount=plain(amount)
    )  # fmt: skip
    operands = (Operand(BASE, plain(base), "CNY"), Operand(RATE, share, "‰"), Operand(COUNT, part))
    steps.append(_step(rule, told, amount, "B × r × days", operands))
    if amount < rule.least:
        steps.append(_step(rule, LEAST.filled(amount=plain(amount), least=plain(rule.least)), ZERO))
        amount = ZERO
    return Accrual(amount, days, tuple(steps))


def _step(
    rule: AccrualRule, text: Text, amount: Decimal, formula: str = "", operands: tuple[Operand, ...] = ()
) -> Step:
    return Step(text, amount, rule.source, rule.name, formula, operands, verified=rule.verified)
