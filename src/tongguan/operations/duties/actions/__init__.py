"""Computing, assessing, billing and marking payment."""

from tongguan.operations.duties.actions.assessing import assess, mark_payment
from tongguan.operations.duties.actions.computing import compute

__all__ = ["assess", "compute", "mark_payment"]
