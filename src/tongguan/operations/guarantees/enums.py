"""Kinds and states of guarantees."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class GuaranteeKind(TextChoices):
    """What stands behind the guarantee (Customs Law art. 68)."""

    BANK = "bank", _("Letter of guarantee of a bank")
    INSURANCE = "insurance", _("Duty guarantee insurance")
    CASH = "cash", _("Cash deposit")


class State(StrEnum):
    """Where a guarantee stands."""

    APPLIED = "applied"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    ENDED = "ended"
