"""Figures in words: each amount as a step with its name, formula, operands, result and source."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tongguan.engines.problems import Text
from tongguan.engines.tariff.expression import (
    AdValorem,
    Sliding,
    amount_of,
    as_compound,
    plain,
    sliding_share,
    units_of,
)
from tongguan.engines.tariff.figures import Figure
from tongguan.engines.tariff.law import Bonded, Kind, Measure, Tax
from tongguan.engines.tariff.lines import TAX_NAMES, Operand, Step
from tongguan.engines.tariff.units import quantity_in

ZERO = Decimal(0)

ON_VALUE = Text(
    zh="{tax_zh}{part_zh} = {base_zh} × 税率 {rate}{left_zh} = {amount} 元",
    en="{tax}{part} = {base_en} × rate {rate}{left} = CNY {amount}",
)
ON_MORE = Text(
    zh="{tax_zh}{part_zh} = {base_zh}、数量 {quantities} 按税率 {rate}{left_zh} = {amount} 元",
    en="{tax}{part} = {base_en} and {quantities} at the rate {rate}{left} = CNY {amount}",
)
INSIDE = Text(
    zh="消费税 =（{base_zh}）÷（1 − {share}）× {share}{left_zh} = {amount} 元",
    en="consumption tax = ({base_en}) ÷ (1 − {share}) × {share}{left} = CNY {amount}",
)
INSIDE_COMPOUND = Text(
    zh="消费税 =（{base_zh} + 从量 {specific}）÷（1 − {share}）× {share} + 从量 {specific}{left_zh} = {amount} 元",
    en="consumption tax = ({base_en} + {specific} on quantity) ÷ (1 − {share}) × {share}"
    " + {specific} on quantity{left} = CNY {amount}",
)
OF_KIND = {
    Kind.MFN: Text(zh="最惠国税率", en="most-favoured-nation rate"),
    Kind.GENERAL: Text(zh="普通税率", en="general rate"),
    Kind.AGREEMENT: Text(zh="协定税率", en="agreement rate"),
    Kind.PROVISIONAL: Text(zh="暂定税率", en="provisional rate"),
    Kind.QUOTA: Text(zh="关税配额税率", en="tariff quota rate"),
    Kind.QUOTA_PROVISIONAL: Text(zh="关税配额暂定税率", en="provisional tariff quota rate"),
    Kind.EXPORT: Text(zh="出口税率", en="export rate"),
    Kind.EXPORT_PROVISIONAL: Text(zh="出口暂定税率", en="provisional export rate"),
    Kind.ADDITIONAL: Text(zh="加征关税税率", en="additional rate"),
    Kind.SAFEGUARD: Text(zh="保障措施税率", en="safeguard rate"),
    Kind.ANTI_DUMPING: Text(zh="反倾销税率", en="anti-dumping rate"),
    Kind.COUNTERVAILING: Text(zh="反补贴税率", en="countervailing rate"),
    Kind.CONSUMPTION: Text(zh="消费税税率", en="rate of consumption tax"),
    Kind.VAT: Text(zh="增值税税率", en="rate of VAT"),
}
LOWER = Text(zh="从低适用{taken}：{compared}", en="the lower is levied, the {taken}: {compared}")
HIGHER = Text(
    zh="未提供厂商，从高适用{taken}：{compared}", en="no producer stated, the highest {taken}: {compared}"
)
COMPARED = Text(zh="{name} {rate} 计 {amount} 元", en="{name} {rate} comes to CNY {amount}")
SLIDES = Text(
    zh="滑准税：每{unit} {price} 元，税率 {share}",
    en="sliding scale: CNY {price} for one {unit}, rate {share}",
)
IS_BONDED = Text(
    zh="监管方式 {mode} 为保税，暂不征收税款",
    en="supervision mode {mode} is bonded: no tax is due at entry",
)
CHOICE = Text(zh="税率的选择", en="choice of the rate")
BOND = Text(zh="保税", en="bond")
RATE = Text(zh="税率", en="rate")
QUANTITY = Text(zh="数量", en="quantity")
LEFT = Text(zh="减免后应征比例", en="share left by relief")
DUTIABLE = Text(zh="完税价格", en="dutiable value")
IN_QUOTA = Text(zh="（配额内）", en=" (within the quota)")
OUT_OF_QUOTA = Text(zh="（配额外）", en=" (beyond the quota)")


def explained(found: Sequence[Figure], value: Decimal) -> list[Step]:
    """The steps of a line's figures in their order; where several rates were compared, the comparison first."""
    steps: list[Step] = []
    parts: dict[Tax, Decimal] = {}
    for figure in found:
        steps += _comparison(figure)
        steps += _slide(figure)
        steps.append(_step(figure, value, parts))
        parts[figure.charge.tax] = parts.get(figure.charge.tax, ZERO) + figure.amount
    return steps


def noted(text: Text) -> Step:
    """A note on how rates were chosen."""
    return Step(text, ZERO, "", CHOICE)


def bonded_step(row: Bonded) -> Step:
    """That nothing is due because the goods are bonded."""
    text = IS_BONDED.filled(mode=row.supervision_mode)
    return Step(text, ZERO, row.source, BOND, "0", (), row.verified)


def percent(rate: Decimal) -> str:
    """0.027 → `2.7%`, without trailing zeros."""
    return f"{plain(rate * 100)}%"


def _step(figure: Figure, value: Decimal, parts: dict[Tax, Decimal]) -> Step:
    charge, measure = figure.charge, figure.measure
    base = _base(figure, value, parts)
    filled: dict[str, object] = {
        "tax": TAX_NAMES[charge.tax].en, "tax_zh": TAX_NAMES[charge.tax].zh, "amount": figure.amount,
        "base_zh": base.zh, "base_en": base.en, "rate": measure.text,
        "left": f" × {percent(charge.left)} left by relief" if charge.relief else "",
        "left_zh": f" × 应征比例 {percent(charge.left)}" if charge.relief else "",
    }  # fmt: skip
    part = {None: None, True: IN_QUOTA, False: OUT_OF_QUOTA}[figure.in_quota]
    filled |= {"part": part.en if part else "", "part_zh": part.zh if part else ""}
    operands = [
        Operand(DUTIABLE, str(value if figure.in_quota is None else figure.base), "CNY"),
        *(
            Operand(TAX_NAMES[tax], str(amount), "CNY")
            for tax, amount in parts.items()
            if _counts(tax, charge)
        ),
        Operand(RATE, measure.text),
        *_quantities(measure, figure),
        *([Operand(LEFT, percent(charge.left))] if charge.relief else []),
    ]
    if charge.tax is Tax.CONSUMPTION:
        share, specific = as_compound(measure.rate) or (ZERO, ())
        on_quantity = sum((amount_of(one, ZERO, figure.quantities) for one in specific), ZERO)
        filled |= {"share": percent(share), "specific": plain(on_quantity)}
        text = (INSIDE_COMPOUND if specific else INSIDE).filled(**filled)
        formula = "(V + B + S) ÷ (1 − r) × r + S" if specific else "(V + B) ÷ (1 − r) × r"
    elif isinstance(measure.rate, AdValorem):
        text, formula = ON_VALUE.filled(**filled), "base × r"
    else:
        shown = ", ".join(f"{one.value} {one.unit}" for one in _quantities(measure, figure)) or "—"
        text, formula = ON_MORE.filled(quantities=shown, **filled), "rate(base, quantity)"
    sources = [measure.source, *([charge.relief.source] if charge.relief else [])]
    return Step(
        text, figure.amount, "; ".join(filter(None, sources)), TAX_NAMES[charge.tax], formula,
        tuple(operands), measure.verified,
    )  # fmt: skip


def _counts(tax: Tax, charge: object) -> bool:
    """Whether an earlier tax is part of the base of a later one."""
    return getattr(charge, "tax", None) in (Tax.CONSUMPTION, Tax.VAT) and tax != Tax.VAT


def _base(figure: Figure, value: Decimal, parts: dict[Tax, Decimal]) -> Text:
    """What the rate stands on, in words."""
    tax = figure.charge.tax
    if tax not in (Tax.CONSUMPTION, Tax.VAT):
        return Text(zh=f"完税价格 {figure.base}", en=f"dutiable value {figure.base}")
    zh = [f"完税价格 {value}"] + [f"{TAX_NAMES[one].zh} {amount}" for one, amount in parts.items()]
    en = [f"dutiable value {value}"] + [f"{_short(one)} {amount}" for one, amount in parts.items()]
    words = Text(zh=" + ".join(zh), en=" + ".join(en))
    return words if tax is Tax.CONSUMPTION else Text(zh=f"（{words.zh}）", en=f"({words.en})")


def _short(tax: Tax) -> str:
    return "duty" if tax is Tax.DUTY else TAX_NAMES[tax].en


def _quantities(measure: Measure, figure: Figure) -> list[Operand]:
    return [
        Operand(QUANTITY, plain(quantity_in(unit, figure.quantities) or ZERO), unit)
        for unit in sorted(units_of(measure.rate))
    ]


def _comparison(figure: Figure) -> list[Step]:
    """The rates that were compared, with what each comes to."""
    if len(figure.charge.options) < 2:
        return []
    names = [OF_KIND[option.kind] for option in figure.charge.options]
    compared = [
        COMPARED.filled(
            name=name, rate=option.text,
            amount=plain(amount_of(option.rate, figure.base, figure.quantities).quantize(Decimal("0.0001"))),
        )
        for name, option in zip(names, figure.charge.options, strict=True)
    ]  # fmt: skip
    zh, en = "；".join(one.zh for one in compared), "; ".join(one.en for one in compared)
    template, taken = HIGHER if figure.charge.highest else LOWER, OF_KIND[figure.measure.kind]
    text = template.filled(taken=taken, compared=Text(zh=zh, en=en))
    operands = tuple(
        Operand(name, option.text) for name, option in zip(names, figure.charge.options, strict=True)
    )
    return [Step(text, ZERO, figure.measure.source, CHOICE, "min(…)", operands, figure.measure.verified)]


def _slide(figure: Figure) -> list[Step]:
    """The rate a sliding scale gave."""
    rate = figure.measure.rate
    if not isinstance(rate, Sliding):
        return []
    quantity = quantity_in(rate.unit, figure.quantities) or ZERO
    above = figure.base >= rate.threshold * quantity
    share = (
        f"{plain(rate.specific)}元/{rate.unit}"
        if above
        else percent(sliding_share(rate, figure.base, quantity))
    )
    price = plain((figure.base / quantity).quantize(Decimal("0.0001"))) if quantity else "—"
    text = SLIDES.filled(unit=rate.unit, price=price, share=share)
    operands = (Operand(DUTIABLE, str(figure.base), "CNY"), Operand(QUANTITY, plain(quantity), rate.unit))
    return [Step(text, ZERO, figure.measure.source, RATE, "a ÷ P + b × P − 1", operands)]
