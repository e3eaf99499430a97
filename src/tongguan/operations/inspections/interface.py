"""The door to inspections."""

from tongguan.operations.inspections.actions import synchronise
from tongguan.operations.inspections.contracts import QueuedStep, StepAnswer

__all__ = ["QueuedStep", "StepAnswer", "synchronise"]
