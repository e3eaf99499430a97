"""Settling: what was paid or given back must be the bills' amount to the fen; whoever pays late pays a fee on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.engines.tariff import LATE_PAYMENT as LATE_PAYMENT_NAME
from tongguan.engines.tariff import Accrual, accrued
from tongguan.operations.duties.interface import (
    BillKind,
    BillState,
    accrual_rules,
    bills_of,
    issue_bill,
    replace_bill,
)
from tongguan.operations.levies.models import Levy
from tongguan.operations.levies.queries import days_late, problem
from tongguan.platform.cases.interface import Moving
from tongguan.platform.permissions.interface import SYSTEM, Refused

AMOUNT = Text(zh="实缴金额须为 {amount} 元", en="the amount must be CNY {amount}")
FUTURE = Text(zh="缴款日期不得晚于今天", en="the day of payment is not in the future")
LATE_REASON = Text(
    zh="逾期 {days} 日缴纳，加收滞纳金", en="paid {days} days after the term, late payment fee added"
)


def late_fee_on(case: Levy, paid_on: date) -> Accrual:
    """The fee on a levy that is paid after its term: on the missing tax, from the day after the term."""
    last, late = days_late(case, paid_on)
    return accrued(case.supplement, last, paid_on, accrual_rules(paid_on)[0]) if late else Accrual()


def payable(case: Levy, paid_on: date) -> Decimal:
    """What a payment on a day must be, CNY."""
    return case.billed_to_pay + late_fee_on(case, paid_on).amount


def paid(moving: Moving) -> None:
    """Effect: keep the payment; a late one has its fee billed first."""
    case: Levy = moving.case
    day, amount = date.fromisoformat(moving.data["paid_on"]), Decimal(moving.data["amount"])
    if day > timezone.localdate():
        raise Refused(problem("paid_on", FUTURE, "/paid_on"))
    asked = payable(case, day)
    if amount != asked:
        raise Refused(problem("amount", AMOUNT.filled(amount=asked), "/amount"))
    fee = late_fee_on(case, day)
    if fee.amount:
        _bill_late(case, fee)
        case.surcharge += fee.amount
    case.paid, case.paid_on, case.paid_at = amount, day, timezone.now()
    case.payment_reference = moving.data["payer_reference"]
    moving.facts.update(late_days=fee.days, late_fee=str(fee.amount))


def refunded(moving: Moving) -> None:
    """Effect: keep that the refund and its interest went to the payer."""
    case: Levy = moving.case
    amount = Decimal(moving.data["amount"])
    if amount != case.to_give_back:
        raise Refused(problem("amount", AMOUNT.filled(amount=case.to_give_back), "/amount"))
    case.refunded, case.refunded_at = amount, timezone.now()
    case.refund_reference = moving.data["refund_reference"]


def _bill_late(case: Levy, fee: Accrual) -> None:
    """One bill of late payment fee a case: an earlier one is void and its lines stand in the new one."""
    reason = LATE_REASON.filled(days=fee.days)
    line = {
        "tax": "late_payment",
        "zh": f"{LATE_PAYMENT_NAME.zh}（{reason.zh}）",
        "en": f"{LATE_PAYMENT_NAME.en} ({reason.en})",
        "amount": str(fee.amount),
    }
    standing = next(
        (
            bill
            for bill in bills_of(case.declaration)
            if (bill.case, bill.kind, bill.state) == (case.reference, BillKind.LATE_PAYMENT, BillState.ISSUED)
        ),
        None,
    )
    if standing is not None:
        replace_bill(actor=SYSTEM, number=standing.number, reason=reason.zh, lines=[*standing.lines, line])
        return
    issue_bill(
        actor=SYSTEM,
        kind=BillKind.LATE_PAYMENT,
        reference=case.declaration,
        declaration_number=case.declaration_number,
        payer=case.payer,
        lines=[line],
        case=case.reference,
    )
