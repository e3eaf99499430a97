"""From a declaration's snapshot to its taxes: shares of freight and insurance, the engine, the least amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from tongguan.engines.problems import Problem, Text
from tongguan.engines.tariff import Line, LineQuote, Rates, Step, quote
from tongguan.operations.duties.contracts import LineResult, Result, TaxResult
from tongguan.operations.duties.enums import LEVY_MODES, Levy, Tax
from tongguan.operations.duties.queries import law, least_levied_cny, rate_rows, snapshot_money

# Terms of delivery of the Chinese form: what the price does not yet contain (GACC Announcement 18/2019).
FREIGHT_LACKING = frozenset({"3", "4", "7"})
INSURANCE_LACKING = frozenset({"2", "3", "7"})
CENT = Decimal("0.01")
ZERO = Decimal(0)
HUNDRED = Decimal(100)

LEVY_MODE = Text(
    zh="第 {line} 项征免方式 {mode} 须人工计征", en="line {line}: levy mode {mode} needs an officer"
)
EXEMPT_STEP = Text(zh="征免方式 3：全免，不征税款", en="levy mode 3: wholly exempt, no tax is levied")
EXPORT_STEP = Text(
    zh="出口完税价格 = 成交价格 {price} ÷（1 + 出口税率 {rate}%）= {amount}",
    en="export dutiable value = price {price} ÷ (1 + export rate {rate}%) = {amount}",
)
LEAST_STEP = Text(
    zh="{tax}合计 {amount} 元，不足起征额 {least} 元，免予征收",
    en="{tax} of CNY {amount} is below CNY {least}: not levied",
)
TAX_NAMES = {
    Tax.DUTY: Text(zh="关税", en="customs duty"),
    Tax.CONSUMPTION: Text(zh="消费税", en="consumption tax"),
    Tax.VAT: Text(zh="增值税", en="VAT"),
}
CHARGES_CURRENCY = Text(
    zh="杂费币制须与运费币制一致方可计征",
    en="other charges must be in the currency of the freight to be assessed",
)


def compute(snapshot: Mapping[str, Any], day: date) -> Result:
    """The taxes on a declaration (the fields of `lodged_snapshot` or of the neutral JSON) with the law of a day."""
    flow, items = snapshot["flow"], snapshot.get("items", [])
    rates = law([item["hs_code"] for item in items], flow, day)
    problems: list[Problem] = []
    freight, insurance = _charges(snapshot, rates, day, problems)
    lines: list[Line] = []
    steps: dict[int, list[Step]] = {}
    for index, item in enumerate(items):
        levy = LEVY_MODES.get(item.get("levy_mode", ""))
        number = item["line_number"]
        steps[number] = []
        if levy is None:
            told = LEVY_MODE.filled(line=number, mode=item.get("levy_mode", ""))
            problems.append(Problem("duties.levy_mode", told, f"/items/{index}/levy_mode"))
        elif levy is Levy.EXEMPT:
            steps[number].append(Step(EXEMPT_STEP, ZERO, "GACC Announcement 18/2019"))
        else:
            lines.append(_line(item, flow, day, freight[index], insurance[index], steps[number]))
    quoted = {line.number: line for line in quote(lines, rates, day).lines}
    problems += [problem for line in quoted.values() for problem in line.problems]
    results = tuple(_result(item, flow, day, quoted.get(item["line_number"]), steps) for item in items)
    totals = {tax: sum((t.amount for r in results for t in r.taxes if t.kind == tax), ZERO) for tax in Tax}
    due, notes = _due(totals, least_levied_cny(day), bool(problems))
    return Result(day, results, totals, due, notes, tuple(problems))


def _line(
    item: Mapping[str, Any],
    flow: str,
    day: date,
    freight: tuple[Decimal, str],
    insurance: tuple[Decimal, str],
    steps: list[Step],
) -> Line:
    price = Decimal(item["total_price"])
    if flow == "E":
        row = rate_rows(item["hs_code"], flow, day).get(Tax.DUTY)
        if row is not None and row.percent:
            net = price / (1 + row.percent / HUNDRED)
            filled = {"price": f"{item['currency']} {price}", "rate": f"{row.percent.normalize():f}"}
            steps.append(
                Step(EXPORT_STEP.filled(amount=f"{net:.4f}", **filled), net.quantize(CENT), row.source)
            )
            price = net
    return Line(
        number=item["line_number"],
        hs_code=item["hs_code"],
        price=price,
        currency=item["currency"],
        freight=freight[0],
        freight_currency=freight[1],
        insurance=insurance[0],
        insurance_currency=insurance[1],
    )


def _result(
    item: Mapping[str, Any], flow: str, day: date, quoted: LineQuote | None, steps: Mapping[int, list[Step]]
) -> LineResult:
    """A line's taxes; one that is exempt, or could not be quoted, has amounts of zero and no rate."""
    number, code = item["line_number"], item["hs_code"]
    rows = rate_rows(code, flow, day)
    taxes = []
    for tax in Tax:
        row = rows.get(tax)
        if quoted is None or row is None:
            taxes.append(TaxResult(tax, None, ZERO, "", True))
        else:
            taxes.append(TaxResult(tax, row.percent, getattr(quoted, tax), row.source, row.verified))
    value = quoted.dutiable_value if quoted else ZERO
    return LineResult(number, code, value, tuple(taxes), (*steps[number], *(quoted.steps if quoted else ())))


def _due(
    totals: Mapping[str, Decimal], least: Decimal, blocked: bool
) -> tuple[dict[str, Decimal], tuple[Step, ...]]:
    """Each tax below the least amount of a consignment is not levied; nothing is due while problems stand."""
    due, notes = {}, []
    for tax, amount in totals.items():
        waived = ZERO < amount < least
        due[tax] = ZERO if blocked or waived else amount
        if waived:
            name = TAX_NAMES[Tax(tax)]
            text = Text(
                zh=LEAST_STEP.zh.format(tax=name.zh, amount=amount, least=least),
                en=LEAST_STEP.en.format(tax=name.en, amount=amount, least=least),
            )
            notes.append(Step(text, ZERO, "Regulations on import and export duties"))
    return due, tuple(notes)


def _charges(
    snapshot: Mapping[str, Any], rates: Rates, day: date, problems: list[Problem]
) -> tuple[list[tuple[Decimal, str]], list[tuple[Decimal, str]]]:
    """Each line's share of freight and of insurance in their currencies, by value, cent-exact in the sum."""
    items, terms = snapshot.get("items", []), snapshot.get("transaction_mode", "")
    weights = [_value_cny(item, rates, day) for item in items]
    if snapshot["flow"] == "E":
        return [(ZERO, "")] * len(items), [(ZERO, "")] * len(items)
    freight, freight_currency = snapshot_money(snapshot, "freight")
    other, other_currency = snapshot_money(snapshot, "other_charges")
    insurance, insurance_currency = snapshot_money(snapshot, "insurance")
    if terms not in FREIGHT_LACKING:
        freight = ZERO
    if terms not in INSURANCE_LACKING:
        insurance = ZERO
    if other and freight and other_currency != freight_currency:
        problems.append(Problem("duties.charges_currency", CHARGES_CURRENCY, "/other_charges/currency"))
    elif other:
        freight, freight_currency = freight + other, other_currency
    return (
        [(part, freight_currency) for part in shares(freight, weights)],
        [(part, insurance_currency) for part in shares(insurance, weights)],
    )


def _value_cny(item: Mapping[str, Any], rates: Rates, day: date) -> Decimal:
    price, currency = Decimal(item["total_price"]), item["currency"]
    exchange = rates.exchange_rate(currency, day)
    return price * (exchange.yuan_per_unit if exchange else 1)


def shares(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split an amount by weights into cents whose sum is the amount exactly; the largest remainders get more."""
    total = sum(weights, ZERO)
    if not weights or not amount:
        return [ZERO] * len(weights)
    exact = [amount * weight / total if total else amount / len(weights) for weight in weights]
    out = [part.quantize(CENT, rounding=ROUND_DOWN) for part in exact]
    order = sorted(range(len(out)), key=lambda index: exact[index] - out[index], reverse=True)
    rest = amount - sum(out, ZERO)
    for index in order:
        if rest < CENT:
            break
        out[index] += CENT
        rest -= CENT
    out[order[0]] += rest
    return out
