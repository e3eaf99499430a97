"""Nodes, steps and reasons of release times."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Node(TextChoices):
    """A moment on the way of a declaration."""

    ARRIVED = "arrived", _("Arrived")
    LODGED = "lodged", _("Lodged")
    SELECTED = "selected", _("Selected")
    EXAMINED = "examined", _("Examined")
    ASSESSED = "assessed", _("Assessed")
    RELEASED = "released", _("Released")
    OUT = "out", _("Left by gate")


class StepCode(TextChoices):
    """A stretch between two nodes; `clearance` is the whole from lodgement to release."""

    ARRIVAL_LODGED = "arrival_lodged", _("Arrival to lodgement")
    LODGED_SELECTED = "lodged_selected", _("Lodgement to selection")
    REVIEW = "review", _("Review of documents")
    EXAMINATION = "examination", _("Selection to end of examination")
    DECISION = "decision", _("End of examination to assessment")
    ASSESSED_RELEASED = "assessed_released", _("Assessment to release")
    RELEASED_OUT = "released_out", _("Release to gate-out")
    CLEARANCE = "clearance", _("Lodgement to release")


class Exclusion(TextChoices):
    """Why a duration is left out of the figures; it is counted and shown."""

    NEGATIVE = "negative", _("The end is before the beginning")
    MISSING_START = "missing_start", _("The beginning is not on record")
    MISSING_END = "missing_end", _("The end is not on record although a later node is")
    TIME_ZONE = "time_zone", _("One of its times came without a time zone")


class StopReason(TextChoices):
    """Waiting for the trader: taken out of a step's time."""

    DOCUMENTS = "documents_requested", _("Documents requested from the trader")
    RETURNED = "returned", _("Returned to the trader for correction")
    DUTY = "duty_due", _("Waiting for payment")
    GUARANTEE = "guarantee_awaited", _("Waiting for a guarantee")


class Party(TextChoices):
    """Who answers for a stretch of time: the stakeholders of a Time Release Study."""

    CUSTOMS = "customs", _("Customs")
    TRADER = "trader", _("Trader or agent")
    TERMINAL = "terminal", _("Terminal and carrier")


PARTY_OF = {
    StepCode.ARRIVAL_LODGED: Party.TRADER,
    StepCode.LODGED_SELECTED: Party.CUSTOMS,
    StepCode.REVIEW: Party.CUSTOMS,
    StepCode.EXAMINATION: Party.CUSTOMS,
    StepCode.DECISION: Party.CUSTOMS,
    StepCode.ASSESSED_RELEASED: Party.CUSTOMS,
    StepCode.RELEASED_OUT: Party.TERMINAL,
}
"""Whose each step is, the waiting for the trader taken out of it: that is the trader's, in whichever step it falls."""
