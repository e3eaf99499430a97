"""The door to duties."""

from tongguan.operations.duties.actions import (
    assess,
    compute,
    estimate,
    fee_of,
    issue_bill,
    keep_again,
    preview,
    print_bill,
    recalculate_fee,
    recompute,
    replace_bill,
    void_bills,
    withdraw,
)
from tongguan.operations.duties.contracts import Estimate, LineResult, Result, TaxResult
from tongguan.operations.duties.enums import INTEREST, LATE_FEE, BillKind, BillState
from tongguan.operations.duties.queries import (
    accrual_rules,
    assessment_of,
    billed_by_tax,
    bills_of,
    payment_of,
)

__all__ = [
    "INTEREST",
    "LATE_FEE",
    "BillKind",
    "BillState",
    "Estimate",
    "LineResult",
    "Result",
    "TaxResult",
    "accrual_rules",
    "assess",
    "assessment_of",
    "billed_by_tax",
    "bills_of",
    "compute",
    "estimate",
    "fee_of",
    "issue_bill",
    "keep_again",
    "payment_of",
    "preview",
    "print_bill",
    "recalculate_fee",
    "recompute",
    "replace_bill",
    "void_bills",
    "withdraw",
]
