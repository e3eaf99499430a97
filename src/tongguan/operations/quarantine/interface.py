"""The door to the laboratory: order a sample, and what an order came to."""

from tongguan.operations.quarantine.actions import order_sample
from tongguan.operations.quarantine.contracts import Person, Relation

__all__ = ["Person", "Relation", "order_sample"]
