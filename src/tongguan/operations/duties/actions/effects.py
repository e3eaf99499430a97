"""What a decision on a recalculated fee does."""

from __future__ import annotations

from typing import Any

from tongguan.engines.problems import Text
from tongguan.operations.declarations.interface import lodged_snapshot
from tongguan.operations.duties.actions.billing import issue_bill, match_declaration, replace_bill
from tongguan.operations.duties.enums import LATE_FEE, BillKind, BillState
from tongguan.operations.duties.models import Bill, FeeCase
from tongguan.platform.cases.interface import Moving
from tongguan.platform.permissions.interface import SYSTEM

FEE_LINE = Text(zh="滞报金（重新核定 {reference}）", en="late declaration fee (recalculated, {reference})")


def settled(moving: Moving) -> None:
    """The fee's bill is voided and replaced by one of the new amount; where none stood, one is issued. What the unpaid
    declaration owes follows."""
    case: FeeCase = moving.case
    text = FEE_LINE.filled(reference=case.reference)
    lines: list[dict[str, Any]] = [
        {"tax": LATE_FEE, "zh": text.zh, "en": text.en, "amount": str(case.amount)}
    ]
    standing = Bill.objects.filter(
        reference=case.declaration, kind=BillKind.LATE_FEE, state=BillState.ISSUED
    ).first()
    if standing is not None:
        replace_bill(actor=SYSTEM, number=standing.number, reason=text.zh, lines=lines)
    elif case.amount > 0:
        snapshot = lodged_snapshot(case.declaration)
        issue_bill(
            actor=SYSTEM,
            kind=BillKind.LATE_FEE,
            reference=case.declaration,
            declaration_number=snapshot["declaration_number"],
            payer=snapshot["trader_name"],
            lines=lines,
        )
        match_declaration(case.declaration)
