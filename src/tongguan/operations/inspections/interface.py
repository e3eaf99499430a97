"""The door to inspections."""

from tongguan.operations.inspections.actions import synchronise
from tongguan.operations.inspections.contracts import InspectionFacts, QueuedStep, ReportFacts, StepAnswer
from tongguan.operations.inspections.pages import PhonePage, register_phone_page
from tongguan.operations.inspections.queries import (
    facts_of,
    latest_report,
    may_see_evidence,
    one_of_mine,
    register_opening_hold,
    results_between,
)
from tongguan.operations.inspections.rules import clock_offset

__all__ = [
    "InspectionFacts",
    "PhonePage",
    "QueuedStep",
    "ReportFacts",
    "StepAnswer",
    "clock_offset",
    "facts_of",
    "latest_report",
    "may_see_evidence",
    "one_of_mine",
    "register_opening_hold",
    "register_phone_page",
    "results_between",
    "synchronise",
]
