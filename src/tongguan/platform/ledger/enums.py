"""Kinds of ledger keys and states of a verification."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class KeyPurpose(TextChoices):
    """Whose key it is."""

    LOG = "log", _("The house's own log")
    WITNESS = "witness", _("Witness")


class RunState(TextChoices):
    """How far a verification of the whole ledger has come."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    GOOD = "good", _("Everything agrees")
    BAD = "bad", _("Something was altered")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Could not be finished")
