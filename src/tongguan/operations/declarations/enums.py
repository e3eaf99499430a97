"""Kinds, stages and states of a declaration, and the lanes selection sends it to."""

from enum import StrEnum


class Kind(StrEnum):
    """How a declaration is made."""

    ONE_STEP = "one_step"
    TWO_STEP = "two_step"


class Stage(StrEnum):
    """Where a declaration is in its kind: the only step, the summary of two, the complete one of two in time, or the
    complete one too late, which goes on as if there had been one step."""

    SINGLE = "single"
    SUMMARY = "summary"
    COMPLETE = "complete"
    LATE = "late"


class State(StrEnum):
    """Where a declaration stands; labels and groups are in `workflow.py`."""

    DRAFT = "draft"
    SUMMARY_STORED = "summary_stored"
    LODGED = "lodged"
    REVIEW = "review"
    DOCUMENTS_REQUESTED = "documents_requested"
    RETURNED = "returned"
    INSPECTION = "inspection"
    INSPECTED = "inspected"
    SUSPENDED = "suspended"
    SUMMARY_FINISHED = "summary_finished"
    PICK_UP = "pick_up"
    ASSESSED = "assessed"
    DUTY_DUE = "duty_due"
    GUARANTEED = "guaranteed"
    RELEASED = "released"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    DELETED = "deleted"


UNLODGED = (State.DRAFT, State.WITHDRAWN)
GONE = (State.DRAFT, State.WITHDRAWN, State.CANCELLED, State.DELETED)
"""States in which a declaration says nothing about goods that move."""
LET_OUT = (State.RELEASED, State.CLOSED)
"""Released for good: what was billed stands, and changes only by a levy or refund of its own."""
UNDER_CONTROL = (State.INSPECTION, State.INSPECTED, State.SUSPENDED)
"""States in which goods stay where they are, also those that might have been taken before: a late second step is
controlled again."""
TO_COMPLETE = (State.SUMMARY_FINISHED, State.PICK_UP)
"""A summary stands here until the complete declaration comes."""


class Cause(StrEnum):
    """Why a declaration's content was replaced."""

    CORRECTED = "corrected"
    COMPLETED = "completed"
    AMENDED = "amended"


class Lane(StrEnum):
    """Where selection sends a lodged declaration."""

    GREEN = "green"
    REVIEW = "review"
    INSPECTION = "inspection"
