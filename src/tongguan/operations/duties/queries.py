"""Reads: the law of a day for the engine, and what was assessed and billed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, Q

from tongguan.engines.tariff import INTEREST as INTEREST_NAME
from tongguan.engines.tariff import LATE_PAYMENT as LATE_PAYMENT_NAME
from tongguan.engines.tariff import (
    TAX_NAMES,
    AccrualRule,
    AdValorem,
    Agreement,
    Bonded,
    Expression,
    FeeRule,
    InsuranceRule,
    Kind,
    Law,
    Relief,
    Rounding,
    parse_rate,
)
from tongguan.engines.tariff import ExchangeRate as EngineExchange
from tongguan.engines.tariff import Measure as EngineMeasure
from tongguan.operations.duties.enums import INTEREST, LATE_FEE, BillKind, BillState, Tax
from tongguan.operations.duties.models import (
    AssessedLine,
    Assessment,
    Bill,
    ExchangeRate,
    Measure,
    PaymentMark,
    TaxAmount,
)
from tongguan.platform.cases.interface import visible_case, workflow
from tongguan.platform.permissions.interface import Actor, NotFound
from tongguan.platform.reference.interface import (
    CodeValue,
    ParameterValue,
    RateKind,
    codes,
    parameter_row,
    rates,
)

ROUNDED = ("value", *(tax.value for tax in Tax))
KINDS = {
    RateKind.DUTY_MFN: Kind.MFN,
    RateKind.DUTY_GENERAL: Kind.GENERAL,
    RateKind.DUTY_EXPORT: Kind.EXPORT,
    RateKind.CONSUMPTION: Kind.CONSUMPTION,
    RateKind.VAT: Kind.VAT,
}
RELIEVED = {"duty": Tax.DUTY, "consumption_tax": Tax.CONSUMPTION, "vat": Tax.VAT}
THOUSAND = Decimal(1000)
HUNDRED = Decimal(100)
SHORTEST_CODE = 2
BY_NAME = {name.zh: tax.value for tax, name in TAX_NAMES.items()}
"""The tax of a line that a bill written by hand names in words alone."""


def law(hs_codes: Iterable[str], day: date, levy_nature: str = "", supervision_mode: str = "") -> Law:
    """The law of a day on some commodity codes: reference rates, measures, and the rows beside them."""
    wanted = sorted(set(hs_codes))
    return Law.of(
        dict.fromkeys((*_reference_rates(wanted, day), *_measures(wanted, day))),
        exchange=exchange_rates(day),
        roundings=roundings(day),
        agreements=tuple(_agreement(row) for row in codes("trade_agreement", day).values()),
        reliefs=_reliefs(levy_nature, day),
        bonded=_bonded(supervision_mode, day),
        insurance=_insurance(day),
    )


def _reference_rates(hs_codes: Iterable[str], day: date) -> list[EngineMeasure]:
    return [
        EngineMeasure(
            kind=KINDS[RateKind(kind)], hs_code=row.hs_code, rate=AdValorem(row.percent / HUNDRED),
            source=row.source, verified=row.verified, valid_from=row.valid_from, valid_until=row.valid_to,
        )
        for code in hs_codes
        for kind, row in rates(code, day).items()
    ]  # fmt: skip


def _measures(hs_codes: Iterable[str], day: date) -> list[EngineMeasure]:
    prefixes = {code[:length] for code in hs_codes for length in range(SHORTEST_CODE, len(code) + 1)}
    rows = Measure.objects.filter(hs_code__in=prefixes, valid_from__lte=day)
    found = []
    for row in rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)):
        rate = expression(row.rate)
        if rate is not None:
            found.append(
                EngineMeasure(
                    kind=Kind(row.kind), hs_code=row.hs_code, rate=rate, origins=frozenset(row.origins.split()),
                    agreement=row.agreement, firm=row.firm, season=season(row.season), exclusion=row.exclusion,
                    source=row.source, verified=row.verified, valid_from=row.valid_from,
                    valid_until=row.valid_to,
                )
            )  # fmt: skip
    return found


@lru_cache(maxsize=10_000)
def expression(text: str) -> Expression | None:
    """A rate text as the engine's expression; rows were checked when they were written."""
    return parse_rate(text)[0]


def season(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """`03-01 10-31` as two (month, day) pairs; empty: all year."""
    if not text:
        return None
    first, last = (tuple(map(int, part.split("-"))) for part in text.split())
    return (first[0], first[1]), (last[0], last[1])


def roundings(day: date) -> tuple[Rounding, ...]:
    """How each tax and the dutiable value are rounded on a day."""
    found = []
    for name in ROUNDED:
        row = parameter_row(f"duty.rounding.{name}", day)
        step, mode = str(row.value).split()
        found.append(
            Rounding(of=name, step=Decimal(step), mode=mode, source=row.source, verified=row.verified)
        )
    return tuple(found)


def _agreement(row: CodeValue) -> Agreement:
    members = frozenset(str(row.attributes.get("members", "")).split())
    return Agreement(code=row.code, members=members, source=row.source, verified=row.verified)


def _reliefs(levy_nature: str, day: date) -> tuple[Relief, ...]:
    row = codes("levy_relief", day).get(levy_nature)
    if row is None:
        return ()
    left = {tax: Decimal(row.attributes[name]) for name, tax in RELIEVED.items() if name in row.attributes}
    return (Relief(levy_nature=levy_nature, left=left, source=row.source, verified=row.verified),)


def _bonded(supervision_mode: str, day: date) -> tuple[Bonded, ...]:
    row = codes("bonded_mode", day).get(supervision_mode)
    return (Bonded(supervision_mode=row.code, source=row.source, verified=row.verified),) if row else ()


def _insurance(day: date) -> tuple[InsuranceRule, ...]:
    row = parameter_row("valuation.insurance_permille", day)
    share = Decimal(row.value) / THOUSAND
    return (InsuranceRule(share=share, source=row.source, verified=row.verified),)


def exchange_rates(day: date) -> tuple[EngineExchange, ...]:
    """The exchange rates in force on a day."""
    found = ExchangeRate.objects.filter(valid_from__lte=day).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )
    return tuple(
        EngineExchange(
            currency=row.currency, yuan_per_unit=row.cny_per_unit, valid_from=row.valid_from,
            valid_until=row.valid_to, source=row.source, verified=row.verified,
        )
        for row in found
    )  # fmt: skip


def fee_rule(rows: Mapping[str, ParameterValue]) -> FeeRule:
    """The law of the late declaration fee from legal numbers by code. Raises KeyError where one is missing."""
    share, first, postponed, least, step = (
        rows[f"late_declaration.{name}"]
        for name in (
            "daily_rate_permille", "first_charged_day", "start_postponed", "minimum_cny", "rounding_step_cny"
        )
    )  # fmt: skip
    return FeeRule(
        daily_share=Decimal(share.value) / THOUSAND,
        first_day=int(first.value),
        postponed=postponed.value == "yes",
        postponed_source=postponed.source,
        postponed_verified=postponed.verified,
        least=Decimal(least.value),
        step=Decimal(step.value),
        source=share.source,
        verified=share.verified and first.verified and least.verified and step.verified,
    )


def least_levied_cny(day: date) -> ParameterValue:
    """Below this a consignment's tax is not levied."""
    return parameter_row("duty.minimum_cny", day)


def assessment_of(reference: str) -> Assessment | None:
    """The assessment that counts, with its lines and taxes."""
    taxes = Prefetch("taxes", TaxAmount.objects.order_by("id"))
    lines = Prefetch("lines", AssessedLine.objects.order_by("line_number").prefetch_related(taxes))
    standing = Assessment.objects.filter(reference=reference, withdrawn=False)
    return standing.order_by("-id").prefetch_related(lines).first()


def payment_of(reference: str) -> PaymentMark | None:
    """The payment mark of a declaration."""
    return PaymentMark.objects.filter(reference=reference).first()


def bills_of(reference: str) -> list[Bill]:
    """All bills of a declaration, void ones too, oldest first."""
    return list(Bill.objects.filter(reference=reference).select_related("replaces").order_by("id"))


def visible_bill(actor: Actor, number: str) -> Bill | None:
    """A bill, for those who may see its declaration. Raises NotFound where the declaration is not visible."""
    found = Bill.objects.filter(number=number).select_related("replaces", "audit_entry").first()
    if found is not None:
        visible_case(actor, workflow("declaration"), found.reference)
    return found


def may_see_bill(actor: Actor, number: str) -> bool:
    """Whether the actor sees the declaration of the bill with this number."""
    try:
        return visible_bill(actor, number) is not None
    except NotFound:
        return False


def billed_by_tax(reference: str) -> dict[str, Decimal]:
    """What a declaration's standing bills ask for less what they give back, by tax (and `late_fee`), CNY.

    The late payment fee and interest are no tax and not among them.
    """
    found: dict[str, Decimal] = {}
    bills = Bill.objects.filter(reference=reference, state=BillState.ISSUED)
    for bill in bills.exclude(kind=BillKind.LATE_PAYMENT).order_by("id"):
        sign = -1 if bill.kind == BillKind.REFUND else 1
        for line in bill.lines:
            tax = line.get("tax") or (
                LATE_FEE if bill.kind == BillKind.LATE_FEE else BY_NAME.get(line["zh"], "")
            )
            if tax != INTEREST:
                found[tax] = found.get(tax, Decimal(0)) + sign * Decimal(line["amount"])
    return found


def accrual_rules(day: date) -> tuple[AccrualRule, AccrualRule]:
    """The law of a day on the late payment fee, and on the interest on refunds."""
    rate, least, interest, year = (
        parameter_row(f"duty.{name}", day)
        for name in (
            "late_payment_daily_rate_permille", "late_payment_minimum_cny", "refund_interest_percent",
            "refund_interest_days",
        )
    )  # fmt: skip
    return (
        AccrualRule(
            name=LATE_PAYMENT_NAME,
            share=Decimal(rate.value) / THOUSAND,
            least=Decimal(least.value),
            source=rate.source,
            verified=rate.verified and least.verified,
        ),
        AccrualRule(
            name=INTEREST_NAME,
            share=Decimal(interest.value) / HUNDRED,
            per_days=int(year.value),
            source=interest.source,
            verified=interest.verified and year.verified,
        ),
    )


def snapshot_money(snapshot: Mapping[str, Any], name: str) -> tuple[Decimal, str]:
    """An amount of a declaration's snapshot and its currency; zero where it states none."""
    found = snapshot.get(name)
    return (Decimal(found["amount"]), found["currency"]) if found else (Decimal(0), "")
