"""Tables of image review."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongguan.operations.image_review.enums import UNASSIGNED, Fault, Resolution
from tongguan.platform.cases.models import Case


class ImageTask(Case):
    """One container (or consignment) to be judged by its image.

    `office` is the office at whose desk the task lies: that of the analyst while it is read, so that one queue
    serves all sites; `site` is where the goods are and stays hidden from analysts until their verdict.
    """

    declaration = models.CharField(_("Declaration"), max_length=40)
    container = models.CharField(_("Container"), max_length=11, blank=True)
    site = models.ForeignKey("identity.Organisation", models.PROTECT, null=True, related_name="+")
    firms = models.JSONField(default=list)
    selection_draw = models.CharField(max_length=80, blank=True)
    image = models.CharField(_("Image"), max_length=64, blank=True)
    width_px = models.PositiveIntegerField(default=0)
    height_px = models.PositiveIntegerField(default=0)
    scanner = models.CharField(_("Scanner"), max_length=40, blank=True)
    taken_at = models.DateTimeField(_("Scanned"), null=True)
    drawn_analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Analyst")
    )
    draw_entry = models.CharField(max_length=80, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    first_analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("First analyst")
    )
    first_verdict = models.JSONField(default=dict)
    second_analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("Second analyst"),
    )
    second_verdict = models.JSONField(default=dict)
    second_inclusion = models.CharField(max_length=40, blank=True)
    """With what probability a second reading was drawn, as a fraction (`1/10`); empty where none was."""

    class Meta:
        verbose_name = _("Image review")
        constraints = [
            models.UniqueConstraint(fields=["declaration", "selection_draw"], name="image_task_once"),
            models.CheckConstraint(
                condition=Q(second_analyst=None) | ~Q(second_analyst=models.F("first_analyst")),
                name="image_task_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["container", "state"], name="image_task_container"),
            models.Index(fields=["state", "changed_at"], name="image_task_state"),
            models.Index(
                fields=["changed_at"], condition=~Q(second_analyst=None), name="image_task_read_twice"
            ),
        ]

    @property
    def waits_for_analyst(self) -> bool:
        """Whether somebody must be drawn."""
        return self.state in UNASSIGNED


class ScanImage(models.Model):
    """An image as it came from a scanner. One that found no task stays here with its fault until somebody
    deals with it; of a damaged one the bytes themselves are kept, because the evidence store refuses them."""

    sender_id = models.BigIntegerField(null=True)
    key = models.UUIDField()
    container = models.CharField(_("Container"), max_length=20)
    scanner = models.CharField(_("Scanner"), max_length=40)
    declaration = models.CharField(_("Declaration"), max_length=40, blank=True)
    taken_at = models.DateTimeField(_("Scanned"))
    received_at = models.DateTimeField(_("Received"))
    image = models.CharField(_("Image"), max_length=64)
    damaged = models.BinaryField(null=True)
    task = models.ForeignKey(ImageTask, models.PROTECT, null=True, related_name="scans")
    fault = models.CharField(_("Fault"), max_length=20, choices=Fault.choices, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    resolution = models.CharField(_("Settled"), max_length=20, choices=Resolution.choices, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender_id", "key"], name="scan_once", nulls_distinct=False),
            models.CheckConstraint(condition=~Q(fault="") | Q(task__isnull=False), name="scan_task_or_fault"),
        ]
        indexes = [
            models.Index(fields=["container", "fault"], name="scan_container"),
            models.Index(fields=["image"], name="scan_image"),
        ]

    def __str__(self) -> str:
        return f"{self.container} {self.image[:12]}"
