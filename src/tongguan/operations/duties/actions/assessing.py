"""Keeping an assessment, billing or releasing, marking payment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.tariff import Step
from tongguan.operations.declarations.interface import bill, lodged_snapshot, release
from tongguan.operations.duties.actions.computing import compute
from tongguan.operations.duties.contracts import Result
from tongguan.operations.duties.models import AssessedLine, Assessment, PaymentMark, TaxAmount
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import Actor, require


@transaction.atomic
def assess(*, actor: Actor, reference: str) -> Assessment:
    """Compute the taxes of an assessed declaration with today's law, keep them, and bill or release.

    Where something is missing (a rate, an exchange rate) the problems are kept and told (`duties.blocked`), and
    the declaration stays assessed until this is done again. Raises NotAllowed, NotFound or WrongState.
    """
    require(actor, "duties.assess")
    snapshot = lodged_snapshot(reference)
    result = compute(snapshot, timezone.localdate())
    kept = _keep(reference, snapshot, result)
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
    elif kept.total_due > 0:
        bill(reference, kept.total_due)
    else:
        release(reference)
    return kept


def _keep(reference: str, snapshot: dict[str, Any], result: Result) -> Assessment:
    kept = Assessment.objects.create(
        reference=reference,
        declaration_number=snapshot["declaration_number"],
        content_sha256=snapshot["content_sha256"],
        on_date=result.on_date,
        total_due=result.total_due,
        verified=result.verified,
        notes=[_plain(step) for step in result.notes],
        problems=[problem.as_dict("zh") | {"en": problem.message.en} for problem in result.problems],
        **result.due,
    )
    lines = AssessedLine.objects.bulk_create(
        AssessedLine(
            assessment=kept,
            line_number=line.line_number,
            hs_code=line.hs_code,
            dutiable_value=line.dutiable_value,
            steps=[_plain(step) for step in line.steps],
        )
        for line in result.lines
    )
    TaxAmount.objects.bulk_create(
        TaxAmount(
            line=row,
            kind=tax.kind,
            rate_percent=tax.rate_percent,
            amount=tax.amount,
            source=tax.source[:300],
            verified=tax.verified,
        )
        for row, line in zip(lines, result.lines, strict=True)
        for tax in line.taxes
    )
    return kept


def _plain(step: Step) -> dict[str, str]:
    return {"zh": step.text.zh, "en": step.text.en, "amount": str(step.amount), "source": step.source}


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
