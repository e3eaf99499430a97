"""States of kiosks, sessions and calls."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """Where a kiosk's or phone's session stands; a kiosk without one is idle."""

    IDLE = "idle", _("Idle")
    STARTED = "started", _("Filling in")
    ASSIST = "assist", _("With an officer")
    SUBMITTED = "submitted", _("Submitted")
    ABANDONED = "abandoned", _("Abandoned")


OVER = (Stage.SUBMITTED, Stage.ABANDONED)
"""Stages after which a session's token no longer opens anything."""


class Part(TextChoices):
    """How a printer or scanner is."""

    OK = "ok", _("In order")
    LOW = "low", _("Paper low")
    FAULT = "fault", _("Out of order")
    NONE = "none", _("Not fitted")


class Side(TextChoices):
    """Who speaks in a call."""

    TRAVELLER = "traveller", _("Traveller")
    OFFICER = "officer", _("Officer")


class CallState(TextChoices):
    """Where a call stands."""

    WAITING = "waiting", _("Waiting")
    RINGING = "ringing", _("Ringing")
    ACTIVE = "active", _("In conversation")
    ENDED = "ended", _("Ended")


LIVE = (CallState.WAITING, CallState.RINGING, CallState.ACTIVE)


class Outcome(TextChoices):
    """How a call came out; the first four are an officer's to say."""

    HELPED = "helped", _("Question answered")
    CORRECTED = "corrected", _("Traveller corrected an answer")
    REFERRED = "referred", _("Sent to the counter")
    NOT_UNDERSTOOD = "not_understood", _("No common language")
    LEFT = "left", _("Traveller hung up")
    LOST = "lost", _("Traveller's device was lost")
    UNANSWERED = "unanswered", _("Nobody answered")


SAID = (Outcome.HELPED, Outcome.CORRECTED, Outcome.REFERRED, Outcome.NOT_UNDERSTOOD)


class Match(TextChoices):
    """How well the officer who was rung fits the traveller's language."""

    LANGUAGE = "language", _("Speaks the language")
    ENGLISH = "english", _("Speaks English")
    ANY = "any", _("Without a common language")


class RingResult(TextChoices):
    """What became of a ring."""

    OPEN = "", _("Ringing")
    ANSWERED = "answered", _("Answered")
    MISSED = "missed", _("Missed")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")
