"""Reads: facts for the rules, findings, declarations an actor may see, what other modules ask for."""

from tongguan.operations.declarations.queries.arrivals import entered_on, register_port
from tongguan.operations.declarations.queries.changes import (
    amendment_findings,
    field_label,
    may_be_amended,
    may_be_cancelled,
    versions_of,
)
from tongguan.operations.declarations.queries.checks import findings, unstorable
from tongguan.operations.declarations.queries.facts import DayFacts
from tongguan.operations.declarations.queries.holds import register_hold
from tongguan.operations.declarations.queries.reads import (
    by_bill,
    by_container,
    by_submission,
    drafted,
    found,
    lodged_case,
    numbered,
    own_firm,
    snapshot,
    submission_of,
    visible_declarations,
)
from tongguan.operations.declarations.queries.summaries import (
    completion_findings,
    locked_of,
    pack_on,
    refusal_receipt,
    summary_findings,
    summary_items,
)

__all__ = [
    "DayFacts",
    "amendment_findings",
    "by_bill",
    "by_container",
    "by_submission",
    "completion_findings",
    "drafted",
    "entered_on",
    "field_label",
    "findings",
    "found",
    "locked_of",
    "lodged_case",
    "may_be_amended",
    "may_be_cancelled",
    "numbered",
    "own_firm",
    "pack_on",
    "refusal_receipt",
    "register_hold",
    "register_port",
    "snapshot",
    "submission_of",
    "summary_findings",
    "summary_items",
    "unstorable",
    "versions_of",
    "visible_declarations",
]
