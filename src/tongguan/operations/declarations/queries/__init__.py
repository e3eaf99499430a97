"""Reads: facts for the rules, findings, declarations an actor may see, what other modules ask for."""

from tongguan.operations.declarations.queries.checks import findings, unstorable
from tongguan.operations.declarations.queries.facts import DayFacts
from tongguan.operations.declarations.queries.reads import (
    by_bill,
    by_container,
    by_submission,
    drafted,
    numbered,
    own_firm,
    snapshot,
    submission_of,
    visible_declarations,
)

__all__ = [
    "DayFacts",
    "by_bill",
    "by_container",
    "by_submission",
    "drafted",
    "findings",
    "numbered",
    "own_firm",
    "snapshot",
    "submission_of",
    "unstorable",
    "visible_declarations",
]
