"""Where a levy stands, and which way its money goes."""

from enum import StrEnum


class State(StrEnum):
    """States; labels and groups are in `workflow.py`."""

    OPEN = "open"
    ASSESSED = "assessed"
    DUE = "due"
    REFUNDABLE = "refundable"
    SETTLED = "settled"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


ENDED = (State.SETTLED, State.REFUSED, State.TAKEN_BACK)


UNDECIDED = (State.OPEN, State.ASSESSED)
"""What was found so far stays inside customs until another officer has approved it."""


class Way(StrEnum):
    """The stage of a case once it is assessed: tax to pay after, tax to give back, or both for different taxes."""

    SUPPLEMENT = "supplement"
    REFUND = "refund"
    BOTH = "both"


CAUSES = "levy_cause"
"""The list of causes, with their time limits and whether a late payment fee is due."""
AMENDED = "amendment"
"""The cause of a levy that an approved amendment opens by itself."""
