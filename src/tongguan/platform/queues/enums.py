"""States of a draw round and reasons of a conflict."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RoundState(TextChoices):
    """open: entries come in; committed: inputs fixed and in the ledger; revealed: the house has opened its
    secret, witnesses may; done or degraded (a witness kept silent): published; void: nobody could reveal, the
    entries went into a new round."""

    OPEN = "open", _("Open")
    COMMITTED = "committed", _("Committed")
    REVEALED = "revealed", _("Revealed")
    DONE = "done", _("Done")
    DEGRADED = "degraded", _("Done without every party")
    VOID = "void", _("Void")


PUBLISHED = (RoundState.DONE, RoundState.DEGRADED)
RUNNING = (RoundState.OPEN, RoundState.COMMITTED, RoundState.REVEALED)


class ConflictReason(TextChoices):
    """Why an officer keeps away from an organisation."""

    KIN = "kin", _("Relative works there")
    RECENT = "recent", _("Worked there recently")
    INTEREST = "interest", _("Financial interest")
    OTHER = "other", _("Other")
