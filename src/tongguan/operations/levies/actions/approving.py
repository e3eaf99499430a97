"""Approving: the content is corrected, the new assessment counts and every yuan of the difference gets its bill; and
undoing all of it, as long as nothing was paid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tongguan.engines.declaration import from_json, to_json
from tongguan.engines.problems import Text
from tongguan.engines.tariff import INTEREST as INTEREST_NAME
from tongguan.engines.tariff import LATE_PAYMENT as LATE_PAYMENT_NAME
from tongguan.operations.declarations.interface import amend, lodged_snapshot
from tongguan.operations.duties.interface import (
    INTEREST,
    BillKind,
    issue_bill,
    keep_again,
    void_bills,
    withdraw,
)
from tongguan.operations.levies.actions.assessing import Found, amounts_of, found_for, interest_of, told
from tongguan.operations.levies.models import Levy
from tongguan.operations.levies.queries import NAMES, paid_at, paid_total, problem
from tongguan.platform.cases.interface import Moving
from tongguan.platform.permissions.interface import SYSTEM, Refused

CHANGED = Text(
    zh="核定之后报关单、税单或配额已变化，请退回重新核定",
    en="the declaration, its bills or its quotas changed since it was assessed: return it to be assessed again",
)
MORE_THAN_PAID = Text(
    zh="退还 {refund} 元超过已缴的 {paid} 元", en="a refund of CNY {refund} is more than the CNY {paid} paid"
)


def approved(moving: Moving) -> None:
    """Effect: carry out what was assessed, exactly; whatever changed since then refuses the step."""
    case: Levy = moving.case
    found = found_for(case, kept=True)
    same = found.standing.snapshot["content_sha256"] == case.base_sha256
    if not same or told(found.heads) != case.calculation["heads"]:
        raise Refused(problem("changed", CHANGED), status=409)
    paid = paid_total(case.declaration)
    if case.refund > paid:
        raise Refused(problem("more_than_paid", MORE_THAN_PAID.filled(refund=case.refund, paid=paid)))
    _correct(case, found)
    case.interest = interest_of(found.heads, paid_at(case.declaration, found.standing.snapshot)).amount
    case.assessment = keep_again(
        snapshot=lodged_snapshot(case.declaration), result=found.result, case=case.reference
    )
    _issue(case, found)
    moving.facts.update(amounts_of(case))


def _correct(case: Levy, found: Found) -> None:
    """The corrected content takes the place of the one it was assessed on; nothing where that stands already."""
    case.before = ""
    if found.content is not found.standing.content:
        case.before = to_json(found.standing.content).decode()
        amend(
            reference=case.declaration,
            declaration=found.content,
            base_sha256=case.base_sha256,
            request=case.reference,
            reason=case.reason,
        )
    case.after_sha256 = lodged_snapshot(case.declaration)["content_sha256"]


def _issue(case: Levy, found: Found) -> None:
    more = [_line(head.tax, head.difference) for head in found.heads if head.difference > 0]
    less = [_line(head.tax, -head.difference) for head in found.heads if head.difference < 0]
    if case.interest:
        less.append(_named(INTEREST, INTEREST_NAME, case.interest))
    late = [_named("late_payment", LATE_PAYMENT_NAME, case.surcharge)] if case.surcharge else []
    for kind, lines in (
        (BillKind.SUPPLEMENT, more),
        (BillKind.LATE_PAYMENT, late),
        (BillKind.REFUND, less),
    ):
        if lines:
            issue_bill(
                actor=SYSTEM,
                kind=kind,
                reference=case.declaration,
                declaration_number=case.declaration_number,
                payer=case.payer,
                lines=lines,
                case=case.reference,
            )


def _line(tax: str, amount: Decimal) -> dict[str, Any]:
    return _named(tax, NAMES[tax], amount)


def _named(tax: str, name: Text, amount: Decimal) -> dict[str, Any]:
    return {"tax": tax, "zh": name.zh, "en": name.en, "amount": str(amount)}


def undone(moving: Moving) -> None:
    """Effect: bills void, the content as it was, the assessment before counts again."""
    case: Levy = moving.case
    void_bills(
        reference=case.declaration, reason=f"{case.reference}: {moving.data['reason']}", case=case.reference
    )
    if case.before:
        content, problems = from_json(case.before.encode())
        if content is None:
            raise Refused(*problems)
        amend(
            reference=case.declaration,
            declaration=content,
            base_sha256=case.after_sha256,
            request=case.reference,
            reason=moving.data["reason"],
        )
    withdraw(assessment_id=case.assessment_id, case=case.reference)
    case.assessment, case.before, case.after_sha256, case.stage = None, "", "", ""
    case.calculation = {}
    case.supplement = case.refund = case.surcharge = case.interest = Decimal(0)
