"""Tables of inspections."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongguan.operations.inspections.enums import Source, Synced, Unloading
from tongguan.platform.cases.models import Case


class Inspection(Case):
    """Goods to be opened and looked at. `owner` is the inspector; `acted_before` are the user ids that may not be."""

    declaration = models.CharField(_("Declaration"), max_length=40, db_index=True)
    container = models.CharField(_("Container"), max_length=11, blank=True)
    unloading = models.CharField(_("Unloading"), max_length=10, blank=True, choices=Unloading.choices)
    source = models.CharField(_("Source of the order"), max_length=12, choices=Source.choices)
    source_key = models.CharField(max_length=100)
    firms = models.JSONField(default=list)
    acted_before = models.JSONField(default=list)
    hints = models.JSONField(default=dict)
    drawn_inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Inspector")
    )
    draw_entry = models.CharField(max_length=80, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    reinspector = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    original = models.OneToOneField("self", models.PROTECT, null=True, related_name="again")
    arrived_at = models.DateTimeField(_("Arrived on the spot"), null=True)
    started_at = models.DateTimeField(_("Opened at"), null=True)
    submitted_at = models.DateTimeField(_("Submitted"), null=True)
    result_code = models.CharField(_("Result"), max_length=10, blank=True)
    finding = models.BooleanField(_("Finding"), default=False)
    recovered_value = models.DecimalField(
        _("Recovered value (CNY)"), max_digits=20, decimal_places=2, default=0
    )

    class Meta:
        verbose_name = _("Inspection")
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], name="inspection_once"),
            models.CheckConstraint(condition=Q(recovered_value__gte=0), name="inspection_recovered"),
        ]
        indexes = [models.Index(fields=["owner", "state"], name="inspection_owner_state")]


class Report(models.Model):
    """One version of an inspection's report. Never changed: an amendment is the next version."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField()
    content = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="inspection_report_once")
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} v{self.number}"


class PhoneStep(models.Model):
    """A step as a phone sent it, and what became of it; kept also where it could not be done."""

    client_id = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content_sha256 = models.CharField(max_length=64)
    reference = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    data = models.JSONField(default=dict)
    device_at = models.DateTimeField()
    received_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Synced.choices)
    problems = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "client_id"], name="phone_step_once")]
        indexes = [models.Index(fields=["reference"])]

    def __str__(self) -> str:
        return f"{self.reference} {self.step} {self.status}"
