"""The record of runs: what catches up, what is late and what failed is read from it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongguan.platform.schedules.enums import RunState


class ScheduleRun(models.Model):
    """One due time of one schedule; there is never a second row for the same time."""

    schedule = models.CharField(_("Schedule"), max_length=80)
    due_at = models.DateTimeField(_("Due"))
    deadline = models.DateTimeField(_("Deadline"))
    state = models.CharField(_("State"), max_length=10, choices=RunState.choices, default=RunState.WAITING)
    attempt = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    next_try_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(_("Started"), null=True)
    finished_at = models.DateTimeField(_("Finished"), null=True)
    rows = models.BigIntegerField(_("Rows"), null=True)
    error = models.TextField(_("Error"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "due_at"], name="schedule_run_once")]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state="waiting"),
                name="schedule_run_open",
            ),
            models.Index(fields=["schedule", "-due_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.due_at}"
