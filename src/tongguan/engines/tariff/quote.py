"""Duty, consumption tax and VAT on imported goods, line by line, each step explained.

dutiable value = (price + freight + insurance) in yuan; duty = dutiable value × rate; consumption tax =
(dutiable value + duty) ÷ (1 − rate) × rate; VAT = (dutiable value + duty + consumption tax) × rate. Each result is
rounded as its rule says and enters the next step rounded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Context, Decimal, localcontext

from tongguan.engines.problems import Problem, Text
from tongguan.engines.tariff.model import (
    CONSUMPTION_TAX,
    DUTY,
    VAT,
    Line,
    LineQuote,
    Quote,
    Rates,
    Rounding,
    Step,
)

YUAN = "CNY"
# Enough digits that a product of two amounts and a rate is exact before it is rounded.
PRECISION = 60

NO_RATE = Text(zh="{day} 没有商品 {code} 的{tax_zh}税率", en="no rate of {tax} for commodity {code} on {day}")
NO_EXCHANGE = Text(zh="{day} 没有 {currency} 的汇率", en="no exchange rate for {currency} on {day}")
NEGATIVE = Text(zh="{what_zh}不得为负数", en="{what} must not be negative")
RATE_RANGE = Text(zh="消费税税率应小于 100%", en="the rate of consumption tax must be below 100 %")

VALUE_STEP = Text(
    zh="完税价格 =（货价 {price} + 运费 {freight} + 保险费 {insurance}）折合人民币 {amount} 元",
    en="dutiable value = price {price} + freight {freight} + insurance {insurance} = CNY {amount}",
)
DUTY_STEP = Text(
    zh="关税 = 完税价格 {value} × 税率 {rate} = {amount} 元",
    en="duty = dutiable value {value} × rate {rate} = CNY {amount}",
)
CONSUMPTION_STEP = Text(
    zh="消费税 =（完税价格 {value} + 关税 {duty}）÷（1 − {rate}）× {rate} = {amount} 元",
    en="consumption tax = (dutiable value {value} + duty {duty}) ÷ (1 − {rate}) × {rate} = CNY {amount}",
)
VAT_STEP = Text(
    zh="增值税 =（完税价格 {value} + 关税 {duty} + 消费税 {consumption}）× {rate} = {amount} 元",
    en="VAT = (dutiable value {value} + duty {duty} + consumption tax {consumption}) × {rate} = CNY {amount}",
)
TAX_NAMES = {DUTY: ("duty", "关税"), VAT: ("VAT", "增值税"), CONSUMPTION_TAX: ("consumption tax", "消费税")}


def quote(lines: Iterable[Line], rates: Rates, on_date: dt.date) -> Quote:
    """Quote every line with the rates in force on the day; a line that cannot be quoted has problems."""
    with localcontext(Context(prec=PRECISION)):
        return Quote(on_date, tuple(_line(line, rates, on_date) for line in lines))


def _line(line: Line, rates: Rates, day: dt.date) -> LineQuote:
    value, steps, problems = _dutiable_value(line, rates, day)
    found = {tax: rates.rate(line.hs_code, tax, day) for tax in TAX_NAMES}
    pointer = f"/lines/{line.number}"
    for tax in (DUTY, VAT):
        if found[tax] is None:
            name, name_zh = TAX_NAMES[tax]
            message = NO_RATE.filled(tax=name, tax_zh=name_zh, code=line.hs_code, day=day)
            problems.append(Problem("tariff.no_rate", message, f"{pointer}/hs_code"))
    for tax, rate in found.items():
        if rate is not None and rate.value < 0:
            message = NEGATIVE.filled(
                what=f"the rate of {TAX_NAMES[tax][0]}", what_zh=TAX_NAMES[tax][1] + "税率"
            )
            problems.append(Problem("tariff.negative", message, pointer))
    duty_rate, consumption_rate, vat_rate = found[DUTY], found[CONSUMPTION_TAX], found[VAT]
    if consumption_rate is not None and consumption_rate.value >= 1:
        problems.append(Problem("tariff.rate_range", RATE_RANGE, pointer))
    if problems or duty_rate is None or vat_rate is None:
        return LineQuote(line.number, line.hs_code, steps=tuple(steps), problems=tuple(problems))
    duty = rounded(value * duty_rate.value, rates.rounding(DUTY))
    steps.append(_step(DUTY_STEP, duty, duty_rate.source, value=value, rate=percent(duty_rate.value)))
    consumption = Decimal(0)
    if consumption_rate is not None:
        share = consumption_rate.value
        consumption = rounded((value + duty) * share / (1 - share), rates.rounding(CONSUMPTION_TAX))
        filled = {"value": value, "duty": duty, "rate": percent(share)}
        steps.append(_step(CONSUMPTION_STEP, consumption, consumption_rate.source, **filled))
    vat = rounded((value + duty + consumption) * vat_rate.value, rates.rounding(VAT))
    filled = {"value": value, "duty": duty, "consumption": consumption, "rate": percent(vat_rate.value)}
    steps.append(_step(VAT_STEP, vat, vat_rate.source, **filled))
    return LineQuote(line.number, line.hs_code, value, duty, consumption, vat, tuple(steps))


def _dutiable_value(line: Line, rates: Rates, day: dt.date) -> tuple[Decimal, list[Step], list[Problem]]:
    """Price, freight and insurance in yuan, added and rounded once."""
    problems: list[Problem] = []
    total, shown, sources = Decimal(0), {}, []
    for name, name_zh, amount, currency in (
        ("price", "货价", line.price, line.currency),
        ("freight", "运费", line.freight, line.freight_currency or line.currency),
        ("insurance", "保险费", line.insurance, line.insurance_currency or line.currency),
    ):
        pointer = f"/lines/{line.number}/{name}"
        shown[name] = f"{currency} {amount}"
        if amount < 0:
            problems.append(Problem("tariff.negative", NEGATIVE.filled(what=name, what_zh=name_zh), pointer))
        if not amount or currency == YUAN:
            total += amount
            continue
        exchange = rates.exchange_rate(currency, day)
        if exchange is None:
            message = NO_EXCHANGE.filled(currency=currency, day=day)
            problems.append(Problem("tariff.no_exchange_rate", message, pointer))
            continue
        total += amount * exchange.yuan_per_unit
        shown[name] += f" × {exchange.yuan_per_unit}"
        if exchange.source and exchange.source not in sources:
            sources.append(exchange.source)
    if problems:
        return Decimal(0), [], problems
    value = rounded(total, rates.rounding("value"))
    return value, [_step(VALUE_STEP, value, "; ".join(sources), **shown)], problems


def rounded(amount: Decimal, rounding: Rounding) -> Decimal:
    """The amount in whole steps of the rounding."""
    return (amount / rounding.step).quantize(Decimal(1), rounding=rounding.mode) * rounding.step


def percent(rate: Decimal) -> str:
    """0.027 → `2.7%`, without trailing zeros."""
    return f"{(rate * 100).normalize():f}%"


def _step(text: Text, amount: Decimal, source: str, **values: object) -> Step:
    return Step(text.filled(amount=amount, **values), amount, source)
