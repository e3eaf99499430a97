"""How grave an alert is, where it stands, and how it came out."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Severity(TextChoices):
    """Decides the times: legal numbers `alert.acknowledge.<severity>` and `alert.disposition.<severity>`."""

    CRITICAL = "critical", _("Critical")
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class State(TextChoices):
    """Escalated: its deadline passed and it moved up; it is still to be acknowledged or dispositioned."""

    RAISED = "raised", _("Raised")
    ESCALATED = "escalated", _("Escalated")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    DISPOSITIONED = "dispositioned", _("Dispositioned")


class Disposition(TextChoices):
    """The coded outcome that goes back to what raised the alert."""

    FALSE_ALARM = "false_alarm", _("False alarm")
    EXPLAINED = "explained", _("Explained, no irregularity")
    CORRECTED = "corrected", _("Irregularity corrected")
    CLUE = "clue", _("Handed on as a clue")
    DUPLICATE = "duplicate", _("Same matter as another alert")
    UNDECIDED = "undecided", _("Could not be decided")


class ClueResult(TextChoices):
    """What became of a clue."""

    CRIMINAL = "criminal", _("Criminal case")
    ADMINISTRATIVE = "administrative", _("Administrative case")
    NONE = "none", _("No case")


HITS = {
    Disposition.FALSE_ALARM: False,
    Disposition.EXPLAINED: False,
    Disposition.CORRECTED: True,
    Disposition.CLUE: True,
    Disposition.DUPLICATE: None,
    Disposition.UNDECIDED: None,
}
"""Whether a disposition says that the rule or model was right; None teaches nothing."""
