"""Lanes, methods and states of this module."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RuleLane(TextChoices):
    """What a rule asks for: papers looked at, or goods examined."""

    REVIEW = "review", _("Document review")
    INSPECTION = "inspection", _("Examination")


class Method(TextChoices):
    """How goods are examined; `either` leaves it to the draw."""

    IMAGE = "image", _("Image inspection")
    PHYSICAL = "physical", _("Physical inspection")
    EITHER = "either", _("Either, by draw")


class Unloading(TextChoices):
    """How far a container is emptied for a physical inspection."""

    DOORS = "doors", _("At the open doors")
    PARTIAL = "partial", _("Partly unloaded")
    FULL = "full", _("Fully unloaded")


class RuleState(TextChoices):
    """A rule's version: its content never changes, only its state."""

    DRAFT = "draft", _("Draft")
    BACK_TESTED = "back_tested", _("Back-tested")
    APPROVED = "approved", _("Approved")
    SHADOW = "shadow", _("In shadow")
    ACTIVE = "active", _("Active")
    EXPIRED = "expired", _("Ended")
    REJECTED = "rejected", _("Rejected")


class ModelState(TextChoices):
    """A risk model's version: what it learned never changes, only its state."""

    DRAFT = "draft", _("Draft")
    SHADOW = "shadow", _("In shadow")
    LIVE = "live", pgettext_lazy("risk model", "Live")
    SUSPENDED = "suspended", _("Suspended")
    RETIRED = "retired", _("Retired")
    REJECTED = "rejected", _("Rejected")


class Retrained(TextChoices):
    """What came of a look by the clock at whether a model can be trained anew."""

    REGISTERED = "registered", _("Challenger registered")
    TOO_FEW = "too_few", _("Too few new outcomes")
    WAITING = "waiting", _("A challenger waits")
    REFUSED = "refused", _("Refused by a gate")


class Arm(TextChoices):
    """What chose a declaration for examination: rules or models by their chance, or the same chance for all."""

    RISK = "risk", _("Risk rules")
    RANDOM = "random", _("Random share")
    REVIEW = "review", _("Review rules")
    MODEL = "model", _("Risk models")


class Standing(TextChoices):
    """How a rule that holds takes part: it acts, is only watched, or has used up its day's quota."""

    ACTS = "acts", _("Acts")
    SHADOW = "shadow", _("In shadow")
    OVER_QUOTA = "over_quota", _("Over its quota")
