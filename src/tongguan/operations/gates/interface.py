"""The door to gates."""

from tongguan.operations.gates.actions import pass_gate
from tongguan.operations.gates.contracts import Arrival, Gate
from tongguan.operations.gates.enums import Direction, Outcome
from tongguan.operations.gates.queries import gates, visible_passages

__all__ = ["Arrival", "Direction", "Gate", "Outcome", "gates", "pass_gate", "visible_passages"]
