"""Workflows: a risk rule's version, a risk model's version."""

from tongguan.operations.selection.workflow.risk_models import RISK_MODEL
from tongguan.operations.selection.workflow.risk_rules import RISK_RULE

__all__ = ["RISK_MODEL", "RISK_RULE"]
