"""The door to inspections."""

from tongguan.operations.inspections.actions import synchronise
from tongguan.operations.inspections.contracts import QueuedStep, StepAnswer
from tongguan.operations.inspections.queries import results_between

__all__ = ["QueuedStep", "StepAnswer", "results_between", "synchronise"]
