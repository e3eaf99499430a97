"""Tables of duties. Amounts are CNY with two decimals."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongguan.operations.duties.enums import Tax

TAXES = [(Tax.DUTY, _("Customs duty")), (Tax.CONSUMPTION, _("Consumption tax")), (Tax.VAT, _("VAT"))]


def money(label: Any, **given: Any) -> models.DecimalField:
    """A column of yuan and fen."""
    return models.DecimalField(label, max_digits=20, decimal_places=2, **given)


class ExchangeRate(models.Model):
    """Yuan for one unit of a currency from a day to a day, both included; of several the latest begun holds."""

    currency = models.CharField(_("Currency"), max_length=3)
    cny_per_unit = models.DecimalField(_("CNY per unit"), max_digits=18, decimal_places=8)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=300)
    verified = models.BooleanField(_("Verified"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "valid_from"], name="duties_exchange_once"),
            models.CheckConstraint(condition=Q(cny_per_unit__gt=0), name="duties_exchange_positive"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="duties_exchange_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.cny_per_unit}"


class Assessment(models.Model):
    """The taxes on a declaration as computed on a day; a later one replaces it, the last one counts.

    With `problems` nothing was due because something was missing; the assessment must be made again.
    """

    reference = models.CharField(_("Declaration reference"), max_length=40, db_index=True)
    declaration_number = models.CharField(_("Declaration number"), max_length=18)
    content_sha256 = models.CharField(max_length=64)
    on_date = models.DateField(_("Rates of"))
    made_at = models.DateTimeField(_("Assessed at"), auto_now_add=True)
    duty = money(_("Customs duty"))
    consumption_tax = money(_("Consumption tax"))
    vat = money(_("VAT"))
    total_due = money(_("Total due"))
    verified = models.BooleanField(_("Rates verified"))
    notes = models.JSONField(default=list)
    problems = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total_due=F("duty") + F("consumption_tax") + F("vat")), name="duties_total"
            ),
            models.CheckConstraint(
                condition=Q(duty__gte=0, consumption_tax__gte=0, vat__gte=0), name="duties_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.total_due}"


class AssessedLine(models.Model):
    """One line: its dutiable value and the steps of the calculation, each in both languages."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="lines", db_index=False)
    line_number = models.PositiveIntegerField(_("Line"))
    hs_code = models.CharField(_("Commodity code"), max_length=13)
    dutiable_value = money(_("Dutiable value"))
    steps = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "line_number"], name="duties_line_once")]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.line_number}"


class TaxAmount(models.Model):
    """One tax on one line with the rate it was computed with, and where the rate stands."""

    line = models.ForeignKey(AssessedLine, models.CASCADE, related_name="taxes", db_index=False)
    kind = models.CharField(_("Tax"), max_length=20, choices=TAXES)
    rate_percent = models.DecimalField(_("Rate (%)"), max_digits=8, decimal_places=4, null=True)
    amount = money(_("Amount"))
    source = models.CharField(_("Source"), max_length=300, blank=True)
    verified = models.BooleanField(_("Verified"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "kind"], name="duties_tax_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="duties_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class PaymentMark(models.Model):
    """That a declaration's bill was paid: how much, under which reference, when, confirmed by whom."""

    reference = models.CharField(_("Declaration reference"), max_length=40, unique=True)
    amount = money(_("Amount"))
    payer_reference = models.CharField(_("Payer's reference"), max_length=64)
    confirmed_at = models.DateTimeField(_("Confirmed"))
    confirmed_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.reference} {self.amount}"
