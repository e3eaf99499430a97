"""Tables of guarantees. The balance is a column that the database keeps within bounds; movements explain it."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongguan.operations.guarantees.enums import GuaranteeKind
from tongguan.platform.cases.models import Case

ZERO = Decimal(0)


class Guarantee(Case):
    """A guarantee of a firm for duties, CNY. `held_cny` is what stands for declarations now: the sum of its movements,
    never below zero; `claimed_cny` what customs called from it, which is gone. Together never above the limit."""

    submission_id = models.UUIDField(unique=True, editable=False)
    submission_sha256 = models.CharField(max_length=64, editable=False)
    kind = models.CharField(_("Kind of guarantee"), max_length=10, choices=GuaranteeKind.choices)
    issuer = models.CharField(_("Issuer"), max_length=200)
    document_number = models.CharField(_("Number of the document"), max_length=64)
    limit_cny = models.DecimalField(_("Limit (CNY)"), max_digits=18, decimal_places=2)
    held_cny = models.DecimalField(_("Held (CNY)"), max_digits=18, decimal_places=2, default=ZERO)
    claimed_cny = models.DecimalField(_("Claimed (CNY)"), max_digits=18, decimal_places=2, default=ZERO)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"))

    class Meta:
        verbose_name = _("Guarantee")
        constraints = [
            models.CheckConstraint(condition=Q(limit_cny__gt=0), name="guarantee_limit"),
            models.CheckConstraint(
                condition=Q(
                    held_cny__gte=0, claimed_cny__gte=0, held_cny__lte=F("limit_cny") - F("claimed_cny")
                ),
                name="guarantee_never_overdrawn",
            ),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="guarantee_dates"),
        ]
        indexes = [models.Index(fields=["applicant", "state"], name="guarantee_applicant_state")]

    @property
    def free_cny(self) -> Decimal:
        """What can still be held."""
        return self.limit_cny - self.held_cny - self.claimed_cny


class Movement(models.Model):
    """An amount held (positive) or freed (negative) for a subject; append-only."""

    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="movements")
    subject = models.CharField(_("For"), max_length=60, db_index=True)
    amount_cny = models.DecimalField(_("Amount (CNY)"), max_digits=18, decimal_places=2)
    held_after_cny = models.DecimalField(_("Held afterwards (CNY)"), max_digits=18, decimal_places=2)
    reason = models.CharField(_("Reason"), max_length=40)
    at = models.DateTimeField(_("At"), auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount_cny=0), name="guarantee_movement_moves"),
            models.CheckConstraint(condition=Q(held_after_cny__gte=0), name="guarantee_movement_balance"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.amount_cny}"
