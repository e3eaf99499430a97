"""Reads: the law of a day for the engine, and what was assessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q

from tongguan.engines.tariff import ExchangeRate as EngineExchange
from tongguan.engines.tariff import Rate, Rates, Rounding
from tongguan.operations.duties.enums import Tax
from tongguan.operations.duties.models import AssessedLine, Assessment, ExchangeRate, PaymentMark, TaxAmount
from tongguan.platform.reference.interface import RateKind, RateValue, parameter, rates

ROUNDED = ("value", *Tax)
KINDS = {
    "I": {Tax.DUTY: RateKind.DUTY_MFN, Tax.CONSUMPTION: RateKind.CONSUMPTION, Tax.VAT: RateKind.VAT},
    "E": {Tax.DUTY: RateKind.DUTY_EXPORT},
}
"""Which reference rates apply by direction. Imports are rated as of most-favoured-nation origin."""
HUNDRED = Decimal(100)


def rate_rows(hs_code: str, flow: str, day: date) -> dict[str, RateValue]:
    """The reference rates on a commodity by tax."""
    found = rates(hs_code, day)
    return {tax: found[kind] for tax, kind in KINDS[flow].items() if kind in found}


def law(hs_codes: Iterable[str], flow: str, day: date) -> Rates:
    """What the engine needs: rates, exchange rates of the month, roundings. On exports what is not rated is zero."""
    by_code: dict[str, tuple[Rate, ...]] = {}
    for code in set(hs_codes):
        rows = rate_rows(code, flow, day)
        made = [Rate(tax, row.percent / HUNDRED, date.min, None, row.source) for tax, row in rows.items()]
        if flow == "E":
            made += [Rate(tax, Decimal(0), date.min) for tax in (Tax.DUTY, Tax.VAT) if tax not in rows]
        by_code[code] = tuple(made)
    step = Decimal(1).scaleb(-int(parameter("duty.rounding_decimals", day)))
    return Rates(by_code, exchange_rates(day), {name: Rounding(step) for name in ROUNDED})


def exchange_rates(day: date) -> tuple[EngineExchange, ...]:
    """The exchange rates in force on a day."""
    found = ExchangeRate.objects.filter(valid_from__lte=day).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )
    return tuple(
        EngineExchange(row.currency, row.cny_per_unit, row.valid_from, row.valid_to, row.source)
        for row in found
    )


def least_levied_cny(day: date) -> Decimal:
    """Below this a consignment's tax is not levied."""
    return Decimal(parameter("duty.minimum_cny", day))


def assessment_of(reference: str) -> Assessment | None:
    """The assessment that counts, with its lines and taxes."""
    taxes = Prefetch("taxes", TaxAmount.objects.order_by("id"))
    lines = Prefetch("lines", AssessedLine.objects.order_by("line_number").prefetch_related(taxes))
    return Assessment.objects.filter(reference=reference).order_by("-id").prefetch_related(lines).first()


def payment_of(reference: str) -> PaymentMark | None:
    """The payment mark of a declaration."""
    return PaymentMark.objects.filter(reference=reference).first()


def snapshot_money(snapshot: Mapping[str, Any], name: str) -> tuple[Decimal, str]:
    """An amount of a declaration's snapshot and its currency; zero where it states none."""
    found = snapshot.get(name)
    return (Decimal(found["amount"]), found["currency"]) if found else (Decimal(0), "")
