"""The door to duties."""

from tongguan.operations.duties.actions import assess, compute
from tongguan.operations.duties.contracts import LineResult, Result, TaxResult
from tongguan.operations.duties.queries import assessment_of, payment_of

__all__ = ["LineResult", "Result", "TaxResult", "assess", "assessment_of", "compute", "payment_of"]
