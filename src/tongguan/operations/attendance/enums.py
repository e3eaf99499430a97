"""States and choices of attendance at inspections."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where the firm's attendance stands."""

    NOTIFIED = "notified", _("To be answered")
    CHOSEN = "chosen", _("Chosen")
    INSPECTING = "inspecting", _("Being inspected")
    SIGNING = "signing", _("To be signed")
    CONCLUDED = "concluded", _("Concluded")


class Choice(TextChoices):
    """What the firm chose; empty where it did not answer in time."""

    PRESENT = "present", _("Attends itself")
    ENTRUST = "entrust", _("Entrusts the operator or carrier")
    ABSENT = "absent", _("Stays away")
    NONE = "", _("No answer")


class SignatureState(TextChoices):
    """Where a signature stands."""

    TO_SIGN = "to_sign", _("To be signed")
    SIGNED = "signed", _("Signature given")
