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


class Fallback(TextChoices):
    """What a draw does where it cannot go as planned; each is named in the record of the round, logged, told as an
    alert, and never replaced by somebody's silent choice. The first four are the engine's reasons for an open part."""

    ROSTER_EMPTY = "roster_empty", _("Nobody on duty: the part stays open")
    NONE_QUALIFIED = "none_qualified", _("Nobody on duty is able: the part stays open")
    ALL_CONFLICTED = "all_conflicted", _("All have a conflict of interest: the part stays open")
    TOO_FEW_PEOPLE = "too_few_people", _("Too few people for all parts: the part stays open")
    RULES_CHANGED = "rules_changed", _("Rules changed meanwhile: drawn by those it was opened with")
    PARTY_SILENT = "party_silent", _("A party did not reveal in time: drawn without it")
    NO_RANDOMNESS = "no_randomness", _("Nobody could reveal: no draw, entries go into a new round")
    OVERDUE = "overdue", _("The draw is late: it waits, nothing is picked")


OPEN_PART = (Fallback.ROSTER_EMPTY, Fallback.NONE_QUALIFIED, Fallback.ALL_CONFLICTED, Fallback.TOO_FEW_PEOPLE)
"""Those that leave a part to a person's name, with reason and a second person's approval."""


class ManualState(TextChoices):
    """Where the naming of a person for an open part stands."""

    OPEN = "open", _("Waiting for a proposal")
    PROPOSED = "proposed", _("Waiting for a second person")
    ASSIGNED = "assigned", _("Named by two people")
    LAPSED = "lapsed", _("No longer needed")


class ConflictReason(TextChoices):
    """Why an officer keeps away from an organisation or a person."""

    KIN = "kin", _("Relative works there")
    RECENT = "recent", _("Worked there recently")
    INTEREST = "interest", _("Financial interest")
    OTHER = "other", _("Other")
