"""The door to duties."""

from tongguan.operations.duties.actions import (
    assess,
    compute,
    estimate,
    fee_of,
    recalculate_fee,
    replace_bill,
)
from tongguan.operations.duties.contracts import Estimate, LineResult, Result, TaxResult
from tongguan.operations.duties.queries import assessment_of, bills_of, payment_of

__all__ = [
    "Estimate",
    "LineResult",
    "Result",
    "TaxResult",
    "assess",
    "assessment_of",
    "bills_of",
    "compute",
    "estimate",
    "fee_of",
    "payment_of",
    "recalculate_fee",
    "replace_bill",
]
