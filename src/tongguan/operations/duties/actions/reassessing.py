"""Assessing again after release: the same law, the content as it is known now; withdrawn where that is undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from tongguan.operations.declarations.interface import lodged_snapshot
from tongguan.operations.duties.actions.assessing import keep
from tongguan.operations.duties.actions.computing import compute
from tongguan.operations.duties.actions.fees import fee_again
from tongguan.operations.duties.actions.quotas import granted
from tongguan.operations.duties.contracts import Result
from tongguan.operations.duties.models import Assessment
from tongguan.platform.audit.interface import record
from tongguan.platform.permissions.interface import SYSTEM


@transaction.atomic
def recompute(snapshot: Mapping[str, Any], day: date) -> Result:
    """The taxes and the late declaration fee on a content with the law of a day; draws on its quota certificates."""
    result = compute(snapshot, day, granted(snapshot, day))
    return replace(result, late_fee=fee_again(snapshot["reference"], snapshot, result.dutiable_value))


def preview(snapshot: Mapping[str, Any], day: date) -> Result:
    """The same, and nothing is drawn or kept."""
    with transaction.atomic():
        result = recompute(snapshot, day)
        transaction.set_rollback(True)
    return result


@transaction.atomic
def keep_again(*, snapshot: Mapping[str, Any], result: Result, case: str) -> Assessment:
    """Let a new computation count from now on, made in a case after release."""
    reference = snapshot["reference"]
    kept = keep(reference, snapshot, result)
    told = {"reference": reference, "case": case, "total_due": str(kept.total_due), "verified": kept.verified}
    record(actor=SYSTEM, action="duties.assessed_again", subject=("declaration", reference), data=told)
    return kept


@transaction.atomic
def withdraw(*, assessment_id: int, case: str) -> None:
    """An assessment made in a case that was undone counts no more; the one before it counts again, with the quotas of
    the declaration's present content."""
    kept = Assessment.objects.select_for_update().get(pk=assessment_id)
    kept.withdrawn = True
    kept.save(update_fields=["withdrawn"])
    snapshot = lodged_snapshot(kept.reference)
    granted(snapshot, kept.on_date)
    told = {"reference": kept.reference, "case": case}
    record(
        actor=SYSTEM, action="duties.assessment_withdrawn", subject=("declaration", kept.reference), data=told
    )
