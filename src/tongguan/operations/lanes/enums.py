"""What officers decide, and what a message of a device is."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Resolution(TextChoices):
    """What became of a referred traveller."""

    CLEARED = "cleared", _("Checked by hand: may go on")
    QUARANTINE = "quarantine", _("Taken over by quarantine")
    HANDED_OVER = "handed_over", _("Handed over to another office")
    ABSENT = "absent", _("Nobody was there")


class MessageType(StrEnum):
    """The messages of the protocol that devices send."""

    HELLO = "hello"
    SAMPLE = "sample"
    BEAT = "beat"
