"""Tables of the case mechanism: the base of every case type, and the timeline."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Case(models.Model):
    """The columns every case type has. `version` counts its steps; a step must name the version it saw."""

    reference = models.CharField(_("Reference"), max_length=40, unique=True)
    state = models.CharField(_("State"), max_length=40)
    version = models.PositiveIntegerField(default=0)
    priority = models.PositiveSmallIntegerField(_("Priority"), default=50)
    applicant = models.ForeignKey(
        "identity.Organisation", models.PROTECT, null=True, related_name="+", verbose_name=_("Applicant")
    )
    office = models.ForeignKey(
        "identity.Organisation", models.PROTECT, null=True, related_name="+", verbose_name=_("Office")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Owner")
    )
    created_at = models.DateTimeField(_("Created"))
    changed_at = models.DateTimeField(_("Changed"))
    due_at = models.DateTimeField(_("Due"), null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference


class CaseStep(models.Model):
    """One step of a case's timeline; append-only, one per version."""

    workflow = models.CharField(max_length=40)
    reference = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    transition = models.CharField(max_length=40)
    source = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor_user_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    receipt = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    salt = models.CharField(max_length=32, blank=True)
    """Of the digest that binds what the audit entry does not say; empty where it says everything."""
    audit_entry = models.ForeignKey("audit.AuditEntry", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workflow", "reference", "version"], name="case_step_once")
        ]
        indexes = [models.Index(fields=["at"]), models.Index(fields=["actor_user_id", "at"])]

    def __str__(self) -> str:
        return f"{self.reference} v{self.version} {self.transition}"
