"""States of a declaration and the lanes selection sends it to."""

from enum import StrEnum


class State(StrEnum):
    """Where a declaration stands; labels and groups are in `workflow.py`."""

    DRAFT = "draft"
    LODGED = "lodged"
    REVIEW = "review"
    DOCUMENTS_REQUESTED = "documents_requested"
    RETURNED = "returned"
    INSPECTION = "inspection"
    INSPECTED = "inspected"
    SUSPENDED = "suspended"
    ASSESSED = "assessed"
    DUTY_DUE = "duty_due"
    RELEASED = "released"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"


UNLODGED = (State.DRAFT, State.WITHDRAWN)
GONE = (State.DRAFT, State.WITHDRAWN, State.DELETED)
"""States in which a declaration says nothing about goods that move."""


class Lane(StrEnum):
    """Where selection sends a lodged declaration."""

    GREEN = "green"
    REVIEW = "review"
    INSPECTION = "inspection"
