"""Nucleic-acid testing: Ct from curves, verdicts by a kit's rules, pools."""

from tongguan.engines.pcr.curves import Curve, read_curve
from tongguan.engines.pcr.kit import Kit
from tongguan.engines.pcr.pooling import Plan, array, best, dorfman, single
from tongguan.engines.pcr.verdict import Call, Result, Role, Verdict, Well, call_of, run_faults, verdict_of

__all__ = [
    "Call", "Curve", "Kit", "Plan", "Result", "Role", "Verdict", "Well", "array", "best", "call_of", "dorfman",
    "read_curve", "run_faults", "single", "verdict_of",
]  # fmt: skip
