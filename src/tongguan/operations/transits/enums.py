"""Where a transit movement stands."""

from enum import StrEnum


class State(StrEnum):
    """States; labels and groups are in `workflow.py`."""

    TO_PLAN = "to_plan"
    PLANNED = "planned"
    READY = "ready"
    UNDER_WAY = "under_way"
    OVERDUE = "overdue"
    INQUIRY = "inquiry"
    CLAIM_PROPOSED = "claim_proposed"
    ARRIVED = "arrived"
    CLAIMED = "claimed"


ROUTES, TYPES = "transit_route", "transit_type"
"""Lists of routes (offices of departure and destination, hours allowed) and of types of transfer."""
