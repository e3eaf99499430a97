"""States of a declaration, and how it was made."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a declaration stands. A draft lies on the traveller's device alone."""

    SUBMITTED = "submitted", _("Submitted")
    VALID = "valid", _("Receipt valid")
    EXPIRED = "expired", _("Receipt expired")
    SUPERSEDED = "superseded", _("Replaced by a newer declaration")
    VERIFIED = "verified", _("Verified at the gate")
    INVESTIGATION = "investigation", _("Epidemiological investigation")
    MEDICAL_CHECK = "medical_check", _("Medical check")
    SAMPLED = "sampled", _("Sample taken")
    RELEASED = "released", _("Traveller released")


class Mode(TextChoices):
    """On what it was filled in."""

    PHONE = "phone", _("Own device")
    KIOSK = "kiosk", _("Kiosk")


class Shade(IntegerChoices):
    """The colour of a receipt in words."""

    GREEN = 0, _("Green: nothing to declare")
    YELLOW = 1, _("Yellow: goods to declare")
    RED = 2, _("Red: health desk")
