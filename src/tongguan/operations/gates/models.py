"""The table of passages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Passage(models.Model):
    """A vehicle with a container at a gate, and what was decided with the reasons."""

    submission_id = models.UUIDField(unique=True, editable=False)
    submission_sha256 = models.CharField(max_length=64, editable=False)
    gate = models.CharField(_("Gate"), max_length=10)
    direction = models.CharField(_("Direction"), max_length=3)
    container = models.CharField(_("Container"), max_length=11, db_index=True)
    vehicle_plate = models.CharField(_("Vehicle plate"), max_length=12)
    at = models.DateTimeField(_("Time"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.BigIntegerField(null=True)
    office = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")
    outcome = models.CharField(_("Outcome"), max_length=8)
    reasons = models.JSONField(default=list)
    declarations = models.JSONField(default=list)
    alert_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("Gate passage")
        constraints = [
            models.CheckConstraint(condition=Q(direction__in=("in", "out")), name="passage_direction"),
            models.CheckConstraint(
                condition=Q(outcome="passed", reasons=[]) | Q(outcome="refused") & ~Q(reasons=[]),
                name="passage_reasoned",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-at"]),
            models.Index(fields=["-at", "direction", "outcome"]),
        ]

    def __str__(self) -> str:
        return f"{self.gate} {self.direction} {self.container} {self.outcome}"
