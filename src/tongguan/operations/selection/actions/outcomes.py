"""Outcomes, written to everything that made the choice: each rule's and model's version, and the random share."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.operations.selection.enums import Arm, RuleLane
from tongguan.operations.selection.models import Outcome, RiskModel, RiskRule, Selection
from tongguan.platform.events.interface import publish

Chooser = tuple[str, RiskRule | RiskModel | None]


@transaction.atomic
def note_examination(
    *, reference: str, finding: bool, result_code: str = "", recovered_value: Any = None
) -> int:
    """An examination of a declaration ended; to how many choosers its result was written.

    A second examination of the same choice (another container, a re-inspection) can turn no finding into one,
    never back, and adds what it recovered only then.
    """
    row = _latest(reference)
    if row is None or row.lane == "green":
        return 0
    choosers: list[Chooser] = [(Arm.RANDOM, None)] if row.by_random else []
    choosers += _rules(row)
    if row.by_risk and row.model_chance:
        choosers += [
            (Arm.MODEL, score.model) for score in row.scores.filter(chose=True).select_related("model")
        ]
    value = _amount(recovered_value)
    for arm, chooser in choosers:
        _write(row, arm, chooser, finding, result_code, value)
    if choosers:
        publish(
            "selection.outcome", f"declaration/{reference}", {"declaration": reference, "finding": finding}
        )
    return len(choosers)


@transaction.atomic
def note_review(*, reference: str, returned: bool) -> int:
    """An officer ended a review that rules had asked for: accepted, or returned for correction (a finding)."""
    row = _latest(reference)
    if row is None or row.lane != "review":
        return 0
    rules = _rules(row)
    for arm, rule in rules:
        _write(row, arm, rule, returned, "returned" if returned else "accepted", Decimal(0))
    return len(rules)


def _latest(reference: str) -> Selection | None:
    decided = Selection.objects.select_for_update().filter(declaration=reference, decided_at__isnull=False)
    return decided.defer("facts").order_by("-version").first()


def _rules(row: Selection) -> list[Chooser]:
    return [
        (Arm.RISK if hit.rule.lane == RuleLane.INSPECTION else Arm.REVIEW, hit.rule)
        for hit in row.hits.filter(chose=True).select_related("rule")
    ]


def _write(
    row: Selection,
    arm: str,
    chooser: RiskRule | RiskModel | None,
    finding: bool,
    result_code: str,
    value: Decimal,
) -> None:
    written, new = Outcome.objects.get_or_create(
        selection=row,
        arm=arm,
        rule=chooser if isinstance(chooser, RiskRule) else None,
        model=chooser if isinstance(chooser, RiskModel) else None,
        defaults={
            "finding": finding,
            "result_code": result_code[:40],
            "recovered_value": value,
            "at": timezone.now(),
        },
    )
    if not new and finding and not written.finding:
        written.finding, written.result_code = True, result_code[:40]
        written.recovered_value, written.at = value, timezone.now()
        written.save()


def _amount(value: Any) -> Decimal:
    """CNY with two decimals; what is no such amount counts as nothing."""
    try:
        amount = Decimal(str(value)) if value is not None else Decimal(0)
        return amount.quantize(Decimal("0.01")) if amount.is_finite() and 0 <= amount < 10**16 else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
