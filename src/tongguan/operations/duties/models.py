"""Tables of duties. Amounts are CNY with two decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongguan.engines.tariff import Kind
from tongguan.operations.duties.enums import BillKind, BillState, Tax
from tongguan.platform.cases.models import Case

TAXES = [
    (Tax.DUTY, _("Customs duty")),
    (Tax.ADDITIONAL, _("Additional duty")),
    (Tax.SAFEGUARD, _("Safeguard duty")),
    (Tax.ANTI_DUMPING, _("Anti-dumping duty")),
    (Tax.COUNTERVAILING, _("Countervailing duty")),
    (Tax.CONSUMPTION, _("Consumption tax")),
    (Tax.VAT, _("VAT")),
]


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


class Measure(models.Model):
    """A rate beside the reference rates: preferential, provisional, seasonal, quota, remedies, compound and so on.

    `hs_code` is a code or a prefix; `rate` is text in the grammar of the tariff engine; `origins` are alpha-3 codes
    with blanks between them (empty: all); `season` is `MM-DD MM-DD`, both days included.
    """

    kind = models.CharField(_("Kind"), max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    hs_code = models.CharField(_("Commodity code"), max_length=13, db_index=True)
    rate = models.CharField(_("Rate"), max_length=300)
    origins = models.CharField(_("Origins"), max_length=1200, blank=True)
    agreement = models.CharField(_("Agreement"), max_length=20, blank=True)
    firm = models.CharField(_("Producer"), max_length=200, blank=True)
    season = models.CharField(_("Season"), max_length=11, blank=True)
    exclusion = models.CharField(_("Exclusion"), max_length=40, blank=True)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=300)
    verified = models.BooleanField(_("Verified"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "kind",
                    "hs_code",
                    "origins",
                    "agreement",
                    "firm",
                    "season",
                    "exclusion",
                    "valid_from",
                ],
                name="duties_measure_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="duties_measure_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hs_code} {self.kind} {self.rate}"


class QuotaCertificate(models.Model):
    """A firm's quantity of a tariff quota for a time; `drawn` of it is used and never exceeds it."""

    number = models.CharField(_("Certificate"), max_length=64, unique=True)
    holder = models.CharField(_("Holder"), max_length=64)
    hs_code = models.CharField(_("Commodity code"), max_length=13)
    quantity = models.DecimalField(_("Quantity"), max_digits=20, decimal_places=6)
    drawn = models.DecimalField(_("Drawn"), max_digits=20, decimal_places=6, default=0)
    unit = models.CharField(_("Unit"), max_length=10, default="kg")
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"))
    source = models.CharField(_("Source"), max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(drawn__gte=0) & Q(drawn__lte=F("quantity")), name="duties_quota_balance"
            )
        ]

    def __str__(self) -> str:
        return self.number


class QuotaDraw(models.Model):
    """What a line of a declaration used of a certificate."""

    certificate = models.ForeignKey(QuotaCertificate, models.PROTECT, related_name="draws")
    reference = models.CharField(_("Declaration reference"), max_length=40)
    line_number = models.PositiveIntegerField(_("Line"))
    quantity = models.DecimalField(_("Quantity"), max_digits=20, decimal_places=6)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference", "line_number"], name="duties_draw_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="duties_draw_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}/{self.line_number} {self.quantity}"


class Assessment(models.Model):
    """The taxes on a declaration as computed on a day; a later one replaces it, the last one that was not withdrawn
    counts.

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
    other_duties = money(_("Other duties"), default=0)
    late_fee = money(_("Late declaration fee"), default=0)
    late_fee_steps = models.JSONField(default=list)
    total_due = money(_("Total due"))
    verified = models.BooleanField(_("Rates verified"))
    notes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total_due=F("duty") + F("other_duties") + F("consumption_tax") + F("vat") + F("late_fee")
                ),
                name="duties_total",
            ),
            models.CheckConstraint(
                condition=Q(
                    duty__gte=0, other_duties__gte=0, consumption_tax__gte=0, vat__gte=0, late_fee__gte=0
                ),
                name="duties_not_negative",
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
    kind = models.CharField(_("Tax"), max_length=30, choices=TAXES)
    rate = models.CharField(_("Rate"), max_length=300, blank=True)
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


class Bill(models.Model):
    """A numbered bill. Void ones stay, with the reason and the bill in their place; `lines` are as printed. `case` is
    the case it was issued in, where that is not the assessment before release.

    `audit_entry` is the ledger's entry of its issue, whose receipt proves number, amount and lines offline.
    """

    number = models.CharField(_("Bill number"), max_length=40, unique=True)
    kind = models.CharField(_("Kind"), max_length=12, choices=BillKind.choices)
    state = models.CharField(_("State"), max_length=10, choices=BillState.choices, default=BillState.ISSUED)
    reference = models.CharField(_("Declaration reference"), max_length=40, db_index=True)
    case = models.CharField(_("Issued in"), max_length=40, blank=True)
    declaration_number = models.CharField(_("Declaration number"), max_length=18)
    payer = models.CharField(_("Payer"), max_length=300, blank=True)
    amount = money(_("Amount"))
    lines = models.JSONField(default=list)
    issued_at = models.DateTimeField(_("Issued at"))
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    void_reason = models.CharField(_("Why void"), max_length=300, blank=True)
    voided_at = models.DateTimeField(_("Void since"), null=True)
    copies = models.PositiveIntegerField(_("Prints"), default=0)
    audit_entry = models.ForeignKey("audit.AuditEntry", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="duties_bill_amount"),
            models.UniqueConstraint(
                fields=["reference", "kind", "case"],
                condition=Q(state="issued"),
                name="duties_bill_one_issued",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", voided_at__isnull=True, void_reason="")
                | (Q(state="void", voided_at__isnull=False) & ~Q(void_reason="")),
                name="duties_bill_void_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class BillPrint(models.Model):
    """That a bill was printed: the first is the original, each later one a copy with its number; `document` is the
    number of the signed file."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="prints", db_index=False)
    print_number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(_("Printed by"), max_length=100)
    document = models.CharField(_("Document"), max_length=30, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bill", "print_number"], name="duties_print_once")]

    def __str__(self) -> str:
        return f"{self.bill_id} {self.print_number}"


class FeeCase(Case):
    """A recalculation of a late declaration fee that was charged: the date of entry was corrected, or a case in which
    none is levied (`exemption`, a code of the list `late_fee_exemption`) was shown afterwards."""

    declaration = models.CharField(_("Declaration reference"), max_length=40)
    entered_before = models.DateField(_("Date of entry charged"), null=True)
    entered = models.DateField(_("Date of entry corrected"), null=True)
    exemption = models.CharField(_("Exemption"), max_length=20, blank=True)
    charged = money(_("Fee charged"))
    amount = money(_("Fee recalculated"))
    steps = models.JSONField(default=list)

    class Meta:
        verbose_name = _("Fee recalculation")
        constraints = [
            models.CheckConstraint(condition=Q(charged__gte=0, amount__gte=0), name="duties_fee_case_amounts")
        ]

    @property
    def difference(self) -> Decimal:
        """What is to be paid after (positive) or refunded (negative)."""
        return self.amount - self.charged
