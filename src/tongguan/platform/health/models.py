"""The heartbeat table."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """When a worker process last said that it runs."""

    process = models.CharField(max_length=120, primary_key=True)
    started_at = models.DateTimeField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.process
