"""States, verdict reasons and faults of scans."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where an image task stands. After the first reading all look alike: a draw decides whether there is a second, for
    every suspicious image and for a random share of the others."""

    AWAITING_SCAN = "awaiting_scan", _("Waiting for the scan")
    QUEUED = "queued", _("Waiting for an analyst")
    READING = "reading", _("Being read")
    FIRST_READ = "first_read", _("Reading taken")
    SECOND_READING = "second_reading", _("Being read")
    CLEARED = "cleared", _("Nothing suspicious")
    INSPECTION_ORDERED = "inspection_ordered", _("Inspection ordered")


class Fault(TextChoices):
    """Why a scan found no task."""

    TRUNCATED = "truncated", _("Image damaged or cut off")
    CONTAINER_INVALID = "container_invalid", _("No valid container number")
    MISMATCH = "mismatch", _("Container is not the one to be scanned")
    NO_TASK = "no_task", _("No declaration waits for this container")
    DUPLICATE = "duplicate", _("Same image received before")


class Resolution(TextChoices):
    """What became of a scan that found no task at first."""

    MATCHED = "matched", _("Matched to a task")
    RESCAN = "rescan", _("New scan asked for")
    DISCARDED = "discarded", _("Set aside")


READING = (State.READING, State.SECOND_READING)
"""States in which an analyst has the task."""
UNASSIGNED = (State.QUEUED, State.FIRST_READ)
"""States in which a task waits for an analyst, or for the draw that says whether it needs another."""
DONE = (State.CLEARED, State.INSPECTION_ORDERED)
"""States in which the verdict is known to all who may see the task."""
