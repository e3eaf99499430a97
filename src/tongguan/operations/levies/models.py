"""The table of levies after release. Amounts are CNY with two decimals."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongguan.operations.levies.enums import ENDED
from tongguan.platform.cases.models import Case


def money(label: Any, **given: Any) -> models.DecimalField:
    """A column of yuan and fen."""
    return models.DecimalField(label, max_digits=20, decimal_places=2, **given)


class Levy(Case):
    """A supplementary levy or refund on a declaration whose goods were released.

    `corrections` are what is to change in its content, `base_sha256` is the content they were assessed on and
    `after_sha256` the one that stands once they are approved; `before` is the content they took the place of.
    `calculation` holds the difference line by line and by tax, as texts. `supplement` and `refund` are sums over taxes
    that are never set off; `surcharge` is the late payment fee of a breach, `interest` what is added to the refund.
    """

    submission_id = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)
    submission_sha256 = models.CharField(max_length=64, editable=False, blank=True)
    declaration = models.CharField(_("Declaration reference"), max_length=40, db_index=True)
    declaration_number = models.CharField(_("Declaration number"), max_length=18)
    payer = models.CharField(_("Payer"), max_length=300, blank=True)
    cause = models.CharField(_("Cause"), max_length=20)
    reason = models.TextField(_("Reason"))
    asked_by_firm = models.BooleanField(_("Asked for by the firm"), default=False)
    found_on = models.DateField(_("Found on"))
    corrections = models.JSONField(default=list)
    base_sha256 = models.CharField(max_length=64, editable=False)
    after_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    before = models.TextField(blank=True, editable=False)

    stage = models.CharField(_("Way"), max_length=10, blank=True)
    calculation = models.JSONField(default=dict)
    supplement = money(_("To pay after"), default=0)
    refund = money(_("To give back"), default=0)
    surcharge = money(_("Late payment fee"), default=0)
    interest = money(_("Interest"), default=0)
    supplement_until = models.DateTimeField(_("To be levied until"), null=True)
    refund_until = models.DateTimeField(_("To be asked for until"), null=True)
    assessment = models.ForeignKey("duties.Assessment", models.PROTECT, null=True, related_name="+")

    paid = money(_("Paid"), default=0)
    paid_on = models.DateField(_("Paid on"), null=True)
    paid_at = models.DateTimeField(_("Payment confirmed"), null=True)
    payment_reference = models.CharField(_("Payer's reference"), max_length=64, blank=True)
    refunded = money(_("Given back"), default=0)
    refunded_at = models.DateTimeField(_("Refund confirmed"), null=True)
    refund_reference = models.CharField(_("Reference of the refund"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("Levy after release")
        constraints = [
            models.UniqueConstraint(
                fields=["declaration"],
                condition=~Q(state__in=[state.value for state in ENDED]),
                name="levy_one_open",
            ),
            models.CheckConstraint(
                condition=Q(
                    supplement__gte=0,
                    refund__gte=0,
                    surcharge__gte=0,
                    interest__gte=0,
                    paid__gte=0,
                    refunded__gte=0,
                ),
                name="levy_amounts",
            ),
            models.CheckConstraint(
                condition=Q(refunded__lte=F("refund") + F("interest")), name="levy_refunded_within"
            ),
        ]
        indexes = [models.Index(fields=["office", "state"], name="levy_office_state")]

    @property
    def billed_to_pay(self) -> Decimal:
        """What its bills ask for when they are issued."""
        return self.supplement + self.surcharge

    @property
    def to_give_back(self) -> Decimal:
        """The refund with its interest."""
        return self.refund + self.interest
