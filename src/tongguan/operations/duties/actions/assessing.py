"""Keeping an assessment, billing or releasing, marking payment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.declaration import IMPORT, TRANSIT
from tongguan.engines.tariff import TAX_NAMES
from tongguan.operations.declarations.interface import bill, lodged_snapshot, release
from tongguan.operations.duties.actions.billing import issue_bill
from tongguan.operations.duties.actions.computing import compute
from tongguan.operations.duties.actions.estimating import estimate
from tongguan.operations.duties.actions.fees import fee_of
from tongguan.operations.duties.actions.quotas import give_back, granted
from tongguan.operations.duties.contracts import Result
from tongguan.operations.duties.enums import LATE_FEE, BillKind, Tax
from tongguan.operations.duties.models import AssessedLine, Assessment, PaymentMark, TaxAmount
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import SYSTEM, Actor, require

OWN_COLUMNS = (Tax.DUTY, Tax.CONSUMPTION, Tax.VAT)
FEE = {"tax": LATE_FEE, "zh": "滞报金", "en": "late declaration fee"}


@transaction.atomic(savepoint=False)
def assess(*, actor: Actor, reference: str) -> Assessment:
    """Compute the taxes of an assessed declaration with today's law, keep them, and bill or release.

    Where something is missing (a rate, an exchange rate) the problems are kept and told (`duties.blocked`), and
    the declaration stays assessed until this is done again. Raises NotAllowed, NotFound or WrongState.
    """
    require(actor, "duties.assess")
    snapshot = lodged_snapshot(reference)
    day = timezone.localdate()
    result = compute(snapshot, day, granted(snapshot, day))
    result = replace(result, late_fee=fee_of(snapshot, result.dutiable_value))
    kept = keep(reference, snapshot, result)
    subject = ("declaration", reference)
    told: dict[str, Any] = {
        "reference": reference,
        "total_due": str(kept.total_due),
        "verified": kept.verified,
        "problems": [problem.code for problem in result.problems],
    }
    record(actor=actor, action="duties.assessed", subject=subject, data=told)
    if result.problems:
        publish("duties.blocked", f"declaration/{reference}", told)
    elif snapshot["flow"] == TRANSIT:
        _ask_transit_guarantee(snapshot, day)
    elif kept.total_due > 0:
        bill(reference, kept.total_due)
        _issue_bills(actor, snapshot, result)
    else:
        release(reference)
    return kept


def _ask_transit_guarantee(snapshot: Mapping[str, Any], day: date) -> None:
    """Goods in transit owe nothing if they leave: what they would owe if they did not must be guaranteed before they
    depart. Whoever watches transit releases the declaration then (`duties.transit_estimated`)."""
    reference = snapshot["reference"]
    found = estimate({**snapshot, "flow": IMPORT}, day)
    told = {
        "reference": reference,
        "amount": str(found.amount),
        "problems": [problem.code for problem in found.problems],
    }
    record(actor=SYSTEM, action="duties.transit_estimated", subject=("declaration", reference), data=told)
    topic = "duties.blocked" if found.problems else "duties.transit_estimated"
    publish(topic, f"declaration/{reference}", told)


def _issue_bills(actor: Actor, snapshot: dict[str, Any], result: Result) -> None:
    """One bill for the taxes, one of its own for the fee."""
    taxes = [
        {"tax": tax.value, "zh": TAX_NAMES[tax].zh, "en": TAX_NAMES[tax].en, "amount": str(result.due[tax])}
        for tax in Tax
        if result.due[tax]
    ]
    fee = [FEE | {"amount": str(result.late_fee.amount)}] if result.late_fee.amount else []
    for kind, lines in ((BillKind.TAXES, taxes), (BillKind.LATE_FEE, fee)):
        if lines:
            issue_bill(
                actor=actor,
                kind=kind,
                reference=snapshot["reference"],
                declaration_number=snapshot["declaration_number"],
                payer=snapshot["trader_name"],
                lines=lines,
            )


def keep(reference: str, snapshot: Mapping[str, Any], result: Result) -> Assessment:
    """Write a computation down with its lines and taxes; from now on it is the one that counts."""
    others = sum((amount for tax, amount in result.due.items() if tax not in OWN_COLUMNS), Decimal(0))
    kept = Assessment.objects.create(
        reference=reference,
        declaration_number=snapshot["declaration_number"],
        content_sha256=snapshot["content_sha256"],
        on_date=result.on_date,
        total_due=result.total_due,
        verified=result.verified,
        notes=[step.as_dict() for step in result.notes],
        problems=[problem.as_dict("zh") | {"en": problem.message.en} for problem in result.problems],
        duty=result.due[Tax.DUTY],
        consumption_tax=result.due[Tax.CONSUMPTION],
        vat=result.due[Tax.VAT],
        other_duties=others,
        late_fee=Decimal(0) if result.problems else result.late_fee.amount,
        late_fee_steps=[step.as_dict() for step in result.late_fee.steps],
    )
    lines = AssessedLine.objects.bulk_create(
        AssessedLine(
            assessment=kept,
            line_number=line.line_number,
            hs_code=line.hs_code,
            dutiable_value=line.dutiable_value,
            steps=[step.as_dict() for step in line.steps],
        )
        for line in result.lines
    )
    TaxAmount.objects.bulk_create(
        TaxAmount(
            line=row,
            kind=tax.kind,
            rate=tax.rate[:300],
            rate_percent=tax.rate_percent,
            amount=tax.amount,
            source=tax.source[:300],
            verified=tax.verified,
        )
        for row, line in zip(lines, result.lines, strict=True)
        for tax in line.taxes
    )
    return kept


@transaction.atomic
def mark_payment(*, reference: str, amount: Decimal, payer_reference: str, confirmed_by: int | None) -> None:
    """Keep that the bill was paid; once a declaration."""
    PaymentMark.objects.get_or_create(
        reference=reference,
        defaults={
            "amount": amount,
            "payer_reference": payer_reference,
            "confirmed_at": timezone.now(),
            "confirmed_by": confirmed_by,
        },
    )


@transaction.atomic
def return_quota(*, reference: str) -> int:
    """Give back what a declaration that is gone drew of quota certificates; of how many lines."""
    lines = give_back(reference)
    if lines:
        told = {"reference": reference, "lines": lines}
        record(actor=SYSTEM, action="duties.quota.returned", subject=("declaration", reference), data=told)
    return lines
