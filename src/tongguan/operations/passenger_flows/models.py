"""The table of runs."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongguan.operations.passenger_flows.enums import State


class Run(models.Model):
    """A hall that somebody had simulated; kept with its inputs and its figures, found by everybody who may see them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(_("Name"), max_length=100)
    hall = models.JSONField()
    state = models.CharField(_("State"), max_length=8, choices=State.choices, default=State.QUEUED)
    progress = models.FloatField(default=0.0)
    heard_at = models.DateTimeField(null=True)
    """When the worker that plays it last said so; after a silence another one takes it."""
    result = models.JSONField(null=True)
    created_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("Created"), default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"]),
            models.Index(
                fields=["created_at"], condition=~models.Q(state__in=["done", "failed"]), name="run_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.name
