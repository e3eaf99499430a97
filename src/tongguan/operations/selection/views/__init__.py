"""Pages: rules with their record, decisions and why, public numbers; learned models."""

from tongguan.operations.selection.views.models import models
from tongguan.operations.selection.views.rules import (
    PUBLIC_DAYS,
    SELECTIONS,
    back_tested,
    decided,
    new_rule,
    numbers,
    outcomes,
    rules,
    why,
)

__all__ = [
    "PUBLIC_DAYS",
    "SELECTIONS",
    "back_tested",
    "decided",
    "models",
    "new_rule",
    "numbers",
    "outcomes",
    "rules",
    "why",
]
