"""Taxes, what a levy mode does, and the kinds and states of bills."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tongguan.engines.tariff import Tax


class Levy(StrEnum):
    """What a levy mode of a line asks for."""

    FULL = "full"
    EXEMPT = "exempt"


LEVY_MODES = {"1": Levy.FULL, "3": Levy.EXEMPT, "6": Levy.FULL, "7": Levy.FULL}
"""GACC Announcement 18/2019: 1 as stated by law, 3 wholly exempt, 6 cash deposit and 7 letter of guarantee (the
amount secured is the amount by law). Other modes need an officer's decision."""


class BillKind(TextChoices):
    """What a bill asks for."""

    TAXES = "taxes", _("Duties and taxes")
    LATE_FEE = "late_fee", _("Late declaration fee")
    SUPPLEMENT = "supplement", _("Supplementary levy")
    LATE_PAYMENT = "late_payment", _("Late payment fee")
    REFUND = "refund", _("Refund")


LATE_FEE, INTEREST = "late_fee", "interest"
"""What a line of a bill asks for that is no tax: the late declaration fee; interest on a refund."""
AT_RELEASE = (BillKind.TAXES, BillKind.LATE_FEE)
"""The bills that must be paid before the goods are released."""


class BillState(TextChoices):
    """A bill is never deleted: it holds, or is void and names why and by what it was replaced."""

    ISSUED = "issued", _("Issued")
    VOID = "void", _("Void")


class FeeCaseState(StrEnum):
    """States of a recalculation of the late declaration fee."""

    OPEN = "open"
    SETTLED = "settled"
    KEPT = "kept"


__all__ = [
    "AT_RELEASE",
    "INTEREST",
    "LATE_FEE",
    "LEVY_MODES",
    "BillKind",
    "BillState",
    "FeeCaseState",
    "Levy",
    "Tax",
]
