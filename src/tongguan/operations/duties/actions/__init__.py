"""Computing, estimating, assessing, billing, fees and their recalculation, measures, and marking payment."""

from tongguan.operations.duties.actions.assessing import assess, mark_payment, return_quota
from tongguan.operations.duties.actions.billing import issue_bill, print_bill, replace_bill, void_bills
from tongguan.operations.duties.actions.certificates import import_certificates
from tongguan.operations.duties.actions.computing import compute
from tongguan.operations.duties.actions.estimating import estimate, secure_summary
from tongguan.operations.duties.actions.fees import fee_of, recalculate_fee
from tongguan.operations.duties.actions.measures import import_measures
from tongguan.operations.duties.actions.reassessing import keep_again, preview, recompute, withdraw

__all__ = [
    "assess",
    "compute",
    "estimate",
    "fee_of",
    "import_certificates",
    "import_measures",
    "issue_bill",
    "keep_again",
    "mark_payment",
    "preview",
    "print_bill",
    "recalculate_fee",
    "recompute",
    "replace_bill",
    "return_quota",
    "secure_summary",
    "void_bills",
    "withdraw",
]
