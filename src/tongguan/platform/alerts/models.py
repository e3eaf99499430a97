"""Tables of alerts. That evidence is never empty is a rule of the database (second migration)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.platform.alerts.contracts import Evidence, Source
from tongguan.platform.alerts.enums import ClueResult, Disposition, Severity, State


class Alert(models.Model):
    """One signal that somebody must look at, until it is dispositioned."""

    source_key = models.CharField(max_length=150, unique=True)
    kind = models.CharField(_("Kind"), max_length=60)
    severity = models.CharField(_("Severity"), max_length=10, choices=Severity.choices)
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    evidence = models.JSONField()
    source_kind = models.CharField(max_length=40)
    source_code = models.CharField(max_length=100)
    source_version = models.CharField(max_length=60, blank=True)
    office = models.ForeignKey("identity.Organisation", models.PROTECT, null=True, related_name="+")
    owner_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    owner_role = models.CharField(max_length=30, blank=True)
    deadline = models.DateTimeField(_("Deadline"))
    state = models.CharField(_("State"), max_length=15, choices=State.choices, default=State.RAISED)
    raised_at = models.DateTimeField(_("Raised"), auto_now_add=True)
    acknowledged_at = models.DateTimeField(null=True)
    escalation_level = models.PositiveSmallIntegerField(_("Escalations"), default=0)
    disposition = models.CharField(_("Disposition"), max_length=15, choices=Disposition.choices, blank=True)
    note = models.CharField(max_length=2000, blank=True)
    dispositioned_at = models.DateTimeField(null=True)
    clue_result = models.CharField(max_length=15, choices=ClueResult.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner_user__isnull=False) | ~Q(owner_role=""), name="alert_has_owner"
            ),
            models.CheckConstraint(
                condition=Q(state="dispositioned", dispositioned_at__isnull=False) & ~Q(disposition="")
                | ~Q(state="dispositioned") & Q(dispositioned_at__isnull=True, disposition=""),
                name="alert_disposition_whole",
            ),
            models.CheckConstraint(
                condition=Q(clue_result="") | Q(disposition="clue"), name="alert_result_of_clue"
            ),
            models.CheckConstraint(
                condition=Q(dispositioned_at__isnull=True) | Q(dispositioned_at__gte=F("raised_at")),
                name="alert_times",
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline"], condition=~Q(state="dispositioned"), name="alert_open_deadline"
            ),
            models.Index(fields=["office", "state", "deadline"]),
            models.Index(fields=["owner_user", "state"]),
            models.Index(fields=["source_kind", "source_code", "raised_at"]),
            models.Index(fields=["-raised_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.title_en}"

    @property
    def title(self) -> Text:
        """What it says, in both languages."""
        return Text(zh=self.title_zh, en=self.title_en)

    @property
    def source(self) -> Source:
        """What raised it."""
        return Source(self.source_kind, self.source_code, self.source_version)

    @property
    def evidence_links(self) -> list[Evidence]:
        """What it rests on."""
        return [Evidence.from_json(item) for item in self.evidence]


class AlertStep(models.Model):
    """What happened to an alert, for its timeline; the audit trail holds the same, provably."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="steps")
    at = models.DateTimeField(auto_now_add=True)
    action = models.CharField(max_length=20)
    actor_name = models.CharField(max_length=100)
    note = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.action}"
