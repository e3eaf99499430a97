"""States of endoscope sessions and of sample requests."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where an endoscope session stands; clear, sample and open are the judgement codes."""

    OPENED = "opened", _("Looking")
    RECORDED = "recorded", _("Recorded")
    CLEAR = "clear", _("Clear, no sample needed")
    SAMPLE = "sample", _("Sample needed")
    OPEN = "open", _("Open the container")
    BROKEN_OFF = "broken_off", _("Broken off")


class SampleState(TextChoices):
    """Where a sample request stands."""

    REQUESTED = "requested", _("Requested")
    TAKEN_OVER = "taken_over", _("With the laboratory")
    WITHDRAWN = "withdrawn", _("Withdrawn")
