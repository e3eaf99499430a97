"""Dutiable value: from terms of delivery to CIF, charges shared over lines so that the sum is exact, into yuan.

Imports are valued with freight and insurance up to unloading in China; exports without export duty. A premium
that cannot be told is a share of price and freight (a dated `InsuranceRule`; 3 ‰ after GACC Order 213 of 2013).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from tongguan.engines.problems import Problem, Text
from tongguan.engines.tariff.choosing import Plan
from tongguan.engines.tariff.expression import amount_of, as_compound
from tongguan.engines.tariff.figures import rounded
from tongguan.engines.tariff.law import VALUE, Law, latest
from tongguan.engines.tariff.lines import Line, Operand, Step

YUAN = "CNY"
ZERO = Decimal(0)
CENT = Decimal("0.01")

NO_EXCHANGE = Text(zh="{day} 没有 {currency} 的汇率", en="no exchange rate for {currency} on {day}")
NEGATIVE = Text(zh="{what_zh}不得为负数", en="{what} must not be negative")
NO_INSURANCE = Text(
    zh="{day} 没有保险费的法定比例，请填写保险费",
    en="no legal share for insurance on {day}: state the premium",
)
BELOW_ZERO = Text(
    zh="扣除项超过货价与各项费用之和", en="the deductions exceed the price and all that is added"
)
VALUE_STEP = Text(
    zh="完税价格 =（货价 {price} + 运费 {freight} + 保险费 {insurance}{more_zh}）折合人民币 {amount} 元",
    en="dutiable value = price {price} + freight {freight} + insurance {insurance}{more} = CNY {amount}",
)
EXPORT_STEP = Text(
    zh="出口完税价格 =（成交价格 {price} − 从量关税 {specific}）÷（1 + 出口税率 {share}）= {amount} 元",
    en="export dutiable value = (price {price} − specific duty {specific}) ÷ (1 + export rate {share}) = CNY {amount}",
)
NAMES = {
    "price": Text(zh="货价", en="price"),
    "freight": Text(zh="运费", en="freight"),
    "insurance": Text(zh="保险费", en="insurance"),
    "additions": Text(zh="应计入的费用", en="additions"),
    "deductions": Text(zh="应扣除的费用", en="deductions"),
}
DUTIABLE = Text(zh="完税价格", en="dutiable value")


class Terms(StrEnum):
    """Terms of delivery of the Chinese form (GACC Announcement 18/2019)."""

    CIF = "1"
    CFR = "2"
    FOB = "3"
    C_AND_I = "4"
    MARKET = "5"
    STOWAGE = "6"
    EXW = "7"

    @property
    def lacks_freight(self) -> bool:
        """Whether the price does not yet contain the freight."""
        return self in (Terms.FOB, Terms.C_AND_I, Terms.EXW)

    @property
    def lacks_insurance(self) -> bool:
        """Whether the price does not yet contain the insurance."""
        return self in (Terms.CFR, Terms.FOB, Terms.EXW)


@dataclass(frozen=True, slots=True)
class Valued:
    """A line's dutiable value in yuan, how it came about, and what hindered it."""

    amount: Decimal
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]


def shares(amount: Decimal, weights: Sequence[Decimal], step: Decimal = CENT) -> list[Decimal]:
    """Split an amount by weights into whole steps whose sum is the amount exactly.

    The largest remainders get one step more, of equals the first; what is smaller than a step goes to the largest.
    Without any weight all are equal.
    """
    total = sum(weights, ZERO)
    if not weights or not amount:
        return [ZERO] * len(weights)
    exact = [amount * weight / total if total else amount / len(weights) for weight in weights]
    out = [(part / step).quantize(Decimal(1), rounding=ROUND_DOWN) * step for part in exact]
    order = sorted(range(len(out)), key=lambda index: exact[index] - out[index], reverse=True)
    rest = amount - sum(out, ZERO)
    for index in order:
        if rest < step:
            break
        out[index] += step
        rest -= step
    out[order[0]] += rest
    return out


def dutiable_value(line: Line, plan: Plan, law: Law, day: dt.date) -> Valued:
    """What a line is worth to customs: every part in yuan, added, rounded once."""
    problems: list[Problem] = []
    sources: list[str] = []
    parts = {"price": (line.price, line.currency)}
    if not line.export:
        parts["freight"] = (line.freight, line.freight_currency or line.currency)
        if line.insurance is not None:
            parts["insurance"] = (line.insurance, line.insurance_currency or line.currency)
        parts["additions"] = (line.additions, YUAN)
        parts["deductions"] = (line.deductions, YUAN)
    yuan, shown, operands = {}, {}, []
    for name, (amount, currency) in parts.items():
        found = _in_yuan(name, amount, currency, line, law, day, problems)
        if found is not None:
            yuan[name], shown[name], source = found
            sources += [source] if source and source not in sources else []
            operands += [Operand(NAMES[name], str(amount), currency)] if amount or name == "price" else []
    if line.insurance is None and not line.export and not problems:
        _legal_insurance(line, law, day, yuan, shown, sources, problems)
    if problems:
        return Valued(ZERO, (), tuple(problems))
    if line.export:
        return _export(line, plan, law, day, yuan["price"], shown["price"], "; ".join(sources))
    total = sum(yuan.values(), ZERO) - 2 * yuan["deductions"]
    if total < 0:
        pointer = f"/lines/{line.number}/deductions"
        return Valued(ZERO, (), (Problem("tariff.negative", BELOW_ZERO, pointer),))
    rule = law.rounding(VALUE, day)
    value = rounded(total, rule)
    more_zh = "".join(
        f" {sign} {NAMES[name].zh} {shown[name]}"
        for name, sign in (("additions", "+"), ("deductions", "−"))
        if yuan[name]
    )
    more = "".join(
        f" {sign} {NAMES[name].en} {shown[name]}"
        for name, sign in (("additions", "+"), ("deductions", "−"))
        if yuan[name]
    )
    filled = {name: shown[name] for name in ("price", "freight", "insurance")}
    text = VALUE_STEP.filled(amount=value, more=more, more_zh=more_zh, **filled)
    source = "; ".join([*sources, rule.source]) if rule.source else "; ".join(sources)
    formula = "price + freight + insurance + additions − deductions"
    step = Step(text, value, source, DUTIABLE, formula, tuple(operands), rule.verified)
    return Valued(value, (step,), ())


def _in_yuan(
    name: str, amount: Decimal, currency: str, line: Line, law: Law, day: dt.date, problems: list[Problem]
) -> tuple[Decimal, str, str] | None:
    """An amount in yuan, how it is shown, and the source of its exchange rate."""
    pointer = f"/lines/{line.number}/{name}"
    if amount < 0:
        text = NEGATIVE.filled(what=NAMES[name].en, what_zh=NAMES[name].zh)
        problems.append(Problem("tariff.negative", text, pointer))
        return None
    if not amount or currency == YUAN:
        return amount, f"{currency} {amount}", ""
    exchange = law.exchange_rate(currency, day)
    if exchange is None:
        problems.append(
            Problem("tariff.no_exchange_rate", NO_EXCHANGE.filled(currency=currency, day=day), pointer)
        )
        return None
    shown = f"{currency} {amount} × {exchange.yuan_per_unit}"
    return amount * exchange.yuan_per_unit, shown, exchange.source


def _legal_insurance(
    line: Line,
    law: Law,
    day: dt.date,
    yuan: dict[str, Decimal],
    shown: dict[str, str],
    sources: list[str],
    problems: list[Problem],
) -> None:
    """A premium that cannot be told: the legal share of price and freight."""
    rule = latest(law.insurance, day)
    if rule is None:
        pointer = f"/lines/{line.number}/insurance"
        problems.append(Problem("tariff.no_insurance", NO_INSURANCE.filled(day=day), pointer))
        return
    yuan["insurance"] = (yuan["price"] + yuan["freight"]) * rule.share
    shown["insurance"] = f"({shown['price']} + {shown['freight']}) × {rule.share * 1000:f}‰"
    sources.append(rule.source)


def _export(
    line: Line, plan: Plan, law: Law, day: dt.date, price: Decimal, shown: str, source: str
) -> Valued:
    """An export's value is its price without the export duty that the price contains."""
    rule = law.rounding(VALUE, day)
    charge = plan.charges[0] if plan.charges else None
    share, specific = (as_compound(charge.options[0].rate) or (ZERO, ())) if charge else (ZERO, ())
    contained = sum((amount_of(part, ZERO, line.quantities) for part in specific), ZERO)
    value = rounded(max(ZERO, price - contained) / (1 + share), rule)
    filled = {"price": shown, "specific": contained, "share": f"{(share * 100).normalize():f}%"}
    sources = "; ".join(filter(None, (source, charge.options[0].source if charge else "", rule.source)))
    text = EXPORT_STEP.filled(amount=value, **filled)
    operands = (Operand(NAMES["price"], str(line.price), line.currency),)
    step = Step(text, value, sources, DUTIABLE, "(price − S) ÷ (1 + r)", operands, rule.verified)
    return Valued(value, (step,), ())
