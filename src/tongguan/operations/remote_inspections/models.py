"""Tables of remote inspections."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongguan.operations.remote_inspections.enums import Outcome
from tongguan.platform.cases.models import Case


class RemoteInspection(Case):
    """Goods for export that customs looks at by video. `applicant` exports, `owner` inspects. `session` counts the
    sessions; `required` is what the destination asks for as the exporter was last told, `confirmed` what the
    inspector confirmed: code → Chinese text."""

    goods = models.CharField(_("Goods"), max_length=200)
    hs_code = models.CharField(_("Commodity code"), max_length=10)
    quantity = models.CharField(_("Quantity"), max_length=60)
    destination = models.CharField(_("Importing country"), max_length=3)
    consignee = models.CharField(_("Consignee"), max_length=200)
    site_name = models.CharField(_("Site"), max_length=200)
    site_latitude = models.DecimalField(_("Latitude"), max_digits=9, decimal_places=6)
    site_longitude = models.DecimalField(_("Longitude"), max_digits=9, decimal_places=6)
    scheduled_at = models.DateTimeField(_("Scheduled for"), null=True)
    session = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(_("Started"), null=True)
    challenge_salt = models.CharField(max_length=32, blank=True)
    ended_at = models.DateTimeField(_("Ended"), null=True)
    required = models.JSONField(default=dict)
    confirmed = models.JSONField(default=dict)
    evidence = models.TextField(blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    certificate = models.CharField(_("Veterinary certificate"), max_length=40, blank=True)
    submission_id = models.UUIDField(unique=True)
    submission_sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("Remote inspection")
        constraints = [
            models.CheckConstraint(
                condition=Q(site_latitude__range=(-90, 90)) & Q(site_longitude__range=(-180, 180)),
                name="remote_inspection_place",
            )
        ]


class Challenge(models.Model):
    """A code the site must show and read in time. All are drawn when a session starts; nobody is told one before its
    moment, and each is answered once."""

    inspection = models.ForeignKey(RemoteInspection, models.PROTECT, related_name="challenges")
    session = models.PositiveIntegerField()
    code = models.CharField(max_length=12)
    issue_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    read = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [models.Index(fields=["inspection", "session"])]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.session} {self.issue_at}"

    def outcome(self, now: datetime) -> Outcome:
        """How it stands at a moment."""
        if self.answered_at is not None:
            return Outcome.PASSED if self.read == self.code else Outcome.FAILED
        if now < self.issue_at:
            return Outcome.AHEAD
        return Outcome.OPEN if now < self.expires_at else Outcome.MISSED


class Position(models.Model):
    """Where the site's device was at a moment by the server's clock. `elsewhere`: outside the radius; `good`: inside,
    exact enough, and by a clock that is not off."""

    inspection = models.ForeignKey(RemoteInspection, models.PROTECT, related_name="positions")
    session = models.PositiveIntegerField()
    at = models.DateTimeField()
    device_at = models.DateTimeField()
    latitude = models.DecimalField(max_digits=9, decimal_places=6)
    longitude = models.DecimalField(max_digits=9, decimal_places=6)
    accuracy_m = models.DecimalField(max_digits=10, decimal_places=1)
    distance_m = models.DecimalField(max_digits=12, decimal_places=1)
    elsewhere = models.BooleanField()
    good = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["inspection", "session"])]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.at} {self.distance_m} m"


class Segment(models.Model):
    """A piece of a session's recording; the same bytes never belong to two."""

    inspection = models.ForeignKey(RemoteInspection, models.PROTECT, related_name="segments")
    session = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:16]
