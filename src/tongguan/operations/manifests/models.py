"""Tables of manifests. A filing is kept whatever its receipt, so that its repetition gets the same answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongguan.operations.manifests.enums import Receipt
from tongguan.platform.cases.models import Case


class Manifest(Case):
    """The goods a ship brings or takes on one port call, as its carrier filed them."""

    call = models.ForeignKey(
        "vessels.PortCall", models.PROTECT, related_name="manifests", verbose_name=_("Port call")
    )
    direction = models.CharField(_("Direction"), max_length=6)
    bill_count = models.PositiveIntegerField(_("Bills"), default=0)

    class Meta:
        verbose_name = _("Manifest")
        constraints = [
            models.CheckConstraint(condition=Q(direction__in=("import", "export")), name="manifest_direction")
        ]
        indexes = [models.Index(fields=["state", "-id"], name="manifest_state")]


class BillOfLading(models.Model):
    """One bill of lading; `released_at` is when every declaration under it was released."""

    manifest = models.ForeignKey(Manifest, models.CASCADE, related_name="bills")
    line_number = models.PositiveIntegerField(_("Line"))
    number = models.CharField(_("Bill of lading"), max_length=35, db_index=True)
    consignee = models.CharField(_("Consignee"), max_length=300)
    description = models.CharField(_("Description"), max_length=500)
    package_count = models.PositiveIntegerField(_("Packages"))
    gross_mass_kg = models.DecimalField(_("Gross mass (kg)"), max_digits=16, decimal_places=4)
    released_at = models.DateTimeField(_("Released"), null=True)

    class Meta:
        verbose_name = _("Bill of lading")
        constraints = [
            models.UniqueConstraint(fields=["manifest", "number"], name="bill_once_a_manifest"),
            models.CheckConstraint(
                condition=Q(package_count__gt=0, gross_mass_kg__gt=0), name="bill_something"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ManifestContainer(models.Model):
    """A container under a bill."""

    bill = models.ForeignKey(BillOfLading, models.CASCADE, related_name="containers")
    number = models.CharField(_("Container"), max_length=11, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bill", "number"], name="container_once_a_bill")]

    def __str__(self) -> str:
        return self.number


class Filing(models.Model):
    """One message of a carrier and its receipt."""

    submission_id = models.UUIDField(unique=True, editable=False)
    submission_sha256 = models.CharField(max_length=64, editable=False)
    manifest = models.ForeignKey(Manifest, models.PROTECT, null=True, related_name="filings")
    receipt = models.CharField(_("Receipt"), max_length=2, choices=[(r.value, r.name) for r in Receipt])
    problems = models.JSONField(default=list)
    filed_at = models.DateTimeField(_("Filed"), auto_now_add=True)
    filed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(receipt="01", manifest__isnull=False) | Q(receipt="03"), name="filing_of_manifest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.receipt}"


class Loading(models.Model):
    """A container that was to be taken aboard, and what was decided with the reasons."""

    submission_id = models.UUIDField(unique=True, editable=False)
    submission_sha256 = models.CharField(max_length=64, editable=False)
    call = models.ForeignKey(
        "vessels.PortCall", models.PROTECT, related_name="loadings", verbose_name=_("Port call")
    )
    container = models.CharField(_("Container"), max_length=11, db_index=True)
    bills = models.JSONField(default=list)
    at = models.DateTimeField(_("Time"))
    recorded_by = models.BigIntegerField(null=True)
    outcome = models.CharField(_("Outcome"), max_length=8)
    reasons = models.JSONField(default=list)
    alert_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("Loading")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="loaded", reasons=[]) | Q(outcome="refused") & ~Q(reasons=[]),
                name="loading_reasoned",
            )
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="loading_at")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.container} {self.outcome}"
