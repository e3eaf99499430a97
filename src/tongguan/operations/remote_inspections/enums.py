"""States and kinds of remote inspections."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a remote inspection stands."""

    REQUESTED = "requested", _("Requested")
    SCHEDULED = "scheduled", _("Scheduled")
    SESSION = "session", _("In session")
    PASSED = "passed", _("Passed, to be certified")
    CERTIFIED = "certified", _("Certified")
    FAILED = "failed", _("Inspection failed")
    REFUSED = "refused", _("Request refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REVOKED = "revoked", _("Certificate revoked")


OPEN = (State.REQUESTED, State.SCHEDULED, State.SESSION, State.PASSED)
"""States in which a change of requirements matters to the exporter."""


class Side(TextChoices):
    """Who sends a signal of the video connection."""

    SITE = "site", _("Site")
    CUSTOMS = "customs", _("Customs")


class Outcome(TextChoices):
    """How a challenge stands."""

    AHEAD = "ahead", _("Not issued yet")
    OPEN = "open", _("Open")
    PASSED = "passed", _("Right answer")
    FAILED = "failed", _("Wrong answer")
    MISSED = "missed", _("Missed")
