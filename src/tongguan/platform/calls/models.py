"""The table of signals."""

from __future__ import annotations

from django.db import models


class Signal(models.Model):
    """What one side's browser tells the other to find it. Holds addresses of both: gone with its room."""

    room = models.CharField(max_length=80)
    side = models.CharField(max_length=12)
    kind = models.CharField(max_length=10)
    payload = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["room", "id"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.side} {self.kind}"
