"""From a declaration's snapshot to its taxes: shares of the charges, the engine, the least amount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from tongguan.engines.declaration import TRANSIT
from tongguan.engines.problems import Problem, Text
from tongguan.engines.tariff import (
    TAX_NAMES,
    UNITS,
    AdValorem,
    Certificate,
    Law,
    Line,
    LineQuote,
    Step,
    Terms,
    Valued,
    parse_rate,
    quote,
    shares,
    value,
)
from tongguan.operations.duties.contracts import LineResult, Result, TaxResult
from tongguan.operations.duties.enums import LEVY_MODES, Levy, Tax
from tongguan.operations.duties.queries import law, least_levied_cny, snapshot_money

CENT = Decimal("0.01")
ZERO = Decimal(0)
HUNDRED = Decimal(100)
ALWAYS_TOLD = (Tax.DUTY, Tax.CONSUMPTION, Tax.VAT)
ORIGIN_DOCUMENT = "Y"
"""Code of a certificate of origin on the form; its number begins with the agreement, `<22>A123` (GACC 34/2021)."""

LEVY_MODE = Text(
    zh="第 {line} 项征免方式 {mode} 须人工计征", en="line {line}: levy mode {mode} needs an officer"
)
EXEMPT_STEP = Text(zh="征免方式 3：全免，不征税款", en="levy mode 3: wholly exempt, no tax is levied")
LEAST_STEP = Text(
    zh="{tax_zh}合计 {amount} 元，不足起征额 {least} 元，免予征收",
    en="{tax} of CNY {amount} is below CNY {least}: not levied",
)
TRANSIT_NOTE = Step(
    Text(zh="过境货物不征收关税和进口环节税", en="goods in transit owe neither duty nor taxes"),
    ZERO,
    "Customs Law: goods in transit stay under customs control until they leave; text not compared",
)
NO_EXCHANGE = Text(zh="{day} 没有 {currency} 的汇率", en="no exchange rate for {currency} on {day}")


def compute(snapshot: Mapping[str, Any], day: date, quotas: Mapping[int, Decimal] | None = None) -> Result:
    """The taxes on a declaration (the fields of `lodged_snapshot` or of the neutral JSON) with the law of a day.

    `quotas` are the quantities (kg) that quota certificates give, by line number.
    """
    if snapshot["flow"] == TRANSIT:
        return Result(day, (), dict.fromkeys(Tax, ZERO), dict.fromkeys(Tax, ZERO), (TRANSIT_NOTE,), ())
    items = snapshot.get("items", [])
    rules = law(
        [item["hs_code"] for item in items],
        day,
        snapshot.get("levy_nature", ""),
        snapshot.get("supervision_mode", ""),
    )
    problems: list[Problem] = []
    charged = _charged(snapshot, rules, day, problems)
    lines: list[Line] = []
    exempt: dict[int, Valued] = {}
    for index, item in enumerate(items):
        mode = item.get("levy_mode", "")
        levy = LEVY_MODES.get(mode)
        number = item["line_number"]
        if levy is None:
            told = LEVY_MODE.filled(line=number, mode=mode)
            problems.append(Problem("duties.levy_mode", told, f"/items/{index}/levy_mode"))
        elif levy is Levy.EXEMPT:
            # A late fee and the statistics ask for the value of goods that owe no tax, too.
            valued = exempt[number] = value(charged[index], rules, day)
            problems.extend(valued.problems)
        else:
            given = (quotas or {}).get(number, ZERO)
            lines.append(replace(charged[index], quota_quantity=given))
    quoted = {line.number: line for line in quote(lines, rules, day).lines}
    problems += [problem for line in quoted.values() for problem in line.problems]
    results = tuple(
        _result(item, quoted.get(item["line_number"]), exempt.get(item["line_number"])) for item in items
    )
    totals = {
        tax.value: sum((t.amount for r in results for t in r.taxes if t.kind == tax), ZERO) for tax in Tax
    }
    due, notes = _due(totals, day, bool(problems))
    return Result(day, results, totals, due, notes, tuple(problems))


def _result(item: Mapping[str, Any], quoted: LineQuote | None, exempt: Valued | None) -> LineResult:
    """A line's value and taxes; one that is exempt, or could not be quoted, has taxes of zero and no rate."""
    taxes = []
    for tax in Tax:
        found = [one for one in quoted.taxes if one.tax is tax] if quoted else []
        if not found and tax not in ALWAYS_TOLD:
            continue
        rate = " / ".join(one.rate for one in found)
        taxes.append(
            TaxResult(
                tax.value,
                _percent(rate),
                sum((one.amount for one in found), ZERO),
                "; ".join(dict.fromkeys(one.source for one in found if one.source)),
                all(one.verified for one in found),
                rate,
            )
        )
    amount, steps = ZERO, ()
    if quoted:
        amount, steps = quoted.dutiable_value, quoted.steps
    elif exempt:
        amount, steps = exempt.amount, (Step(EXEMPT_STEP, ZERO, "GACC Announcement 18/2019"), *exempt.steps)
    return LineResult(item["line_number"], item["hs_code"], amount, tuple(taxes), steps)


def _percent(rate: str) -> Decimal | None:
    parsed = parse_rate(rate)[0] if rate and "/" not in rate else None
    return parsed.share * HUNDRED if isinstance(parsed, AdValorem) else None


def _due(
    totals: Mapping[str, Decimal], day: date, blocked: bool
) -> tuple[dict[str, Decimal], tuple[Step, ...]]:
    """Each tax below the least amount of a consignment is not levied; nothing is due while problems stand."""
    row = least_levied_cny(day)
    least = Decimal(row.value)
    due, notes = {}, []
    for tax, amount in totals.items():
        waived = ZERO < amount < least
        due[tax] = ZERO if blocked or waived else amount
        if waived:
            name = TAX_NAMES[Tax(tax)]
            text = LEAST_STEP.filled(tax=name.en, tax_zh=name.zh, amount=amount, least=least)
            notes.append(Step(text, ZERO, row.source, verified=row.verified))
    return due, tuple(notes)


def _charged(snapshot: Mapping[str, Any], rules: Law, day: date, problems: list[Problem]) -> list[Line]:
    """The lines with each its share of freight, insurance and other charges, by value, exact in the sum."""
    items = snapshot.get("items", [])
    export = snapshot["flow"] == "E"
    weights = [_value_cny(item, rules, day) for item in items]
    mode = snapshot.get("transaction_mode", "")
    terms = Terms(mode) if mode in set(Terms) else Terms.CIF
    freight, freight_currency = snapshot_money(snapshot, "freight")
    insurance, insurance_currency = snapshot_money(snapshot, "insurance")
    freights = shares(freight if terms.lacks_freight else ZERO, weights)
    insurances: list[Decimal | None] = [*shares(insurance if terms.lacks_insurance else ZERO, weights)]
    if terms.lacks_insurance and not snapshot.get("insurance"):
        insurances = [None] * len(items)
    others = shares(_others(snapshot, rules, day, problems), weights)
    documents = snapshot.get("documents", [])
    return [
        Line(
            number=item["line_number"],
            hs_code=item["hs_code"],
            price=Decimal(item["total_price"]),
            currency=item["currency"],
            freight=freights[index],
            freight_currency=freight_currency,
            insurance=ZERO if export else insurances[index],
            insurance_currency=insurance_currency,
            additions=max(others[index], ZERO),
            deductions=max(-others[index], ZERO),
            origin=item.get("origin_country", ""),
            quantities=_quantities(item),
            certificates=_certificates([*documents, *item.get("documents", [])], item),
            levy_nature=snapshot.get("levy_nature", ""),
            supervision_mode=snapshot.get("supervision_mode", ""),
            export=export,
        )
        for index, item in enumerate(items)
    ]


def _others(snapshot: Mapping[str, Any], rules: Law, day: date, problems: list[Problem]) -> Decimal:
    """Other charges in yuan, to the fen; a rebate is negative."""
    other, currency = snapshot_money(snapshot, "other_charges")
    if not other or currency == "CNY":
        return other
    exchange = rules.exchange_rate(currency, day)
    if exchange is None:
        message = NO_EXCHANGE.filled(currency=currency, day=day)
        problems.append(Problem("tariff.no_exchange_rate", message, "/other_charges/currency"))
        return ZERO
    return (other * exchange.yuan_per_unit).quantize(CENT)


def _quantities(item: Mapping[str, Any]) -> dict[str, Decimal]:
    """Quantities by unit: the statutory ones first, then as traded, then the net mass."""
    found: dict[str, Decimal] = {}
    for amount, unit in (
        ("first_quantity", item.get("first_unit", "")),
        ("second_quantity", item.get("second_unit", "")),
        ("quantity", item.get("unit", "")),
        ("net_mass_kg", "kg"),
    ):
        if item.get(amount) is not None and unit in UNITS:
            found.setdefault(UNITS[unit].name, Decimal(item[amount]))
    return found


def _certificates(documents: list[Mapping[str, Any]], item: Mapping[str, Any]) -> tuple[Certificate, ...]:
    """Certificates of origin among the documents: `<agreement>number`."""
    found = []
    for document in documents:
        agreement, closed, number = document.get("number", "").removeprefix("<").partition(">")
        if document.get("code") == ORIGIN_DOCUMENT and closed:
            found.append(
                Certificate(agreement=agreement, number=number, origin=item.get("origin_country", ""))
            )
    return tuple(dict.fromkeys(found))


def _value_cny(item: Mapping[str, Any], rules: Law, day: date) -> Decimal:
    price, currency = Decimal(item["total_price"]), item["currency"]
    exchange = rules.exchange_rate(currency, day)
    return price * (exchange.yuan_per_unit if exchange else 1)
