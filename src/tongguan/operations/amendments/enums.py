"""Kinds and states of requests."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ChangeKind(TextChoices):
    """What is asked for."""

    AMEND = "amend", _("Amendment")
    CANCEL = "cancel", _("Cancellation")


class State(StrEnum):
    """Where a request stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
