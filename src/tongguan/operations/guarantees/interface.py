"""The door to guarantees."""

from tongguan.operations.guarantees.actions import apply, claim, discharge, hold
from tongguan.operations.guarantees.contracts import Application, Held
from tongguan.operations.guarantees.queries import free_of, held_for
from tongguan.operations.guarantees.workflow import GUARANTEE

__all__ = ["GUARANTEE", "Application", "Held", "apply", "claim", "discharge", "free_of", "held_for", "hold"]
