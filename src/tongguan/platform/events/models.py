"""The outbox table."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class OutboxEvent(models.Model):
    """Something that happened, written with what happened; handled exactly once by the dispatcher.

    `dead_at` marks an event given up after repeated failures: kept, shown, replayable; it never blocks silently.
    """

    topic = models.CharField(max_length=80)
    subject = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    dispatched_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["subject", "id"],
                condition=Q(dispatched_at__isnull=True, dead_at__isnull=True),
                name="outbox_pending_subject",
            ),
            models.Index(
                fields=["id"],
                condition=Q(dispatched_at__isnull=True, dead_at__isnull=True),
                name="outbox_pending",
            ),
            models.Index(fields=["dead_at"], condition=Q(dead_at__isnull=False), name="outbox_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.subject}"
