"""Tables of vessels.

`Position` has no key but (vessel, moment), so that the table can be cut into partitions by time as it grows. The
latest position by the time of observation, not of arrival, is repeated on the vessel.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongguan.platform.cases.models import Case


class Vessel(models.Model):
    """A ship, known by its IMO number for life; its name, flag and radio identities may change."""

    imo = models.CharField(_("IMO number"), max_length=7, unique=True)
    name = models.CharField(_("Vessel"), max_length=100, db_index=True)
    mmsi = models.CharField(_("MMSI"), max_length=9, blank=True, db_index=True)
    flag = models.CharField(_("Flag"), max_length=3, blank=True)
    call_sign = models.CharField(_("Call sign"), max_length=10, blank=True)
    position_at = models.DateTimeField(_("Last position"), null=True, db_index=True)
    longitude = models.FloatField(_("Longitude"), null=True)
    latitude = models.FloatField(_("Latitude"), null=True)
    speed_kn = models.FloatField(_("Speed (kn)"), null=True)
    course_deg = models.FloatField(_("Course (°)"), null=True)

    class Meta:
        verbose_name = _("Vessel")
        constraints = [
            models.CheckConstraint(
                condition=Q(position_at__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="vessel_position_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} (IMO {self.imo})"


class Position(models.Model):
    """Where a vessel was observed at a moment."""

    pk = models.CompositePrimaryKey("vessel_id", "at")
    vessel = models.ForeignKey(Vessel, models.PROTECT, related_name="positions", db_index=False)
    at = models.DateTimeField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    speed_kn = models.FloatField(null=True)
    course_deg = models.FloatField(null=True)
    source = models.CharField(max_length=10)
    received_at = models.DateTimeField(auto_now_add=True)
    received_from = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(longitude__range=(-180, 180), latitude__range=(-90, 90)), name="position_on_earth"
            )
        ]

    def __str__(self) -> str:
        return f"{self.vessel_id} {self.at:%Y-%m-%dT%H:%M:%SZ}"


class PortCall(Case):
    """A ship's call at the port, from its announcement to its departure."""

    submission_id = models.UUIDField(unique=True, editable=False)
    submission_sha256 = models.CharField(max_length=64, editable=False)
    vessel = models.ForeignKey(Vessel, models.PROTECT, related_name="calls", verbose_name=_("Vessel"))
    terminal = models.ForeignKey(
        "identity.Organisation", models.PROTECT, null=True, related_name="+", verbose_name=_("Terminal")
    )
    voyage_number = models.CharField(_("Voyage"), max_length=32)
    previous_port = models.CharField(_("Previous port"), max_length=5, blank=True)
    next_port = models.CharField(_("Next port"), max_length=5, blank=True)
    berth = models.CharField(_("Berth"), max_length=20, blank=True)
    expected_at = models.DateTimeField(_("Expected arrival"))
    arrived_at = models.DateTimeField(_("Arrived at port"), null=True)
    berthed_at = models.DateTimeField(_("Berthed"), null=True)
    departed_at = models.DateTimeField(_("Departed"), null=True)

    class Meta:
        verbose_name = _("Port call")
        indexes = [
            models.Index(fields=["state", "-id"], name="port_call_state"),
            models.Index(fields=["vessel", "-expected_at"], name="port_call_vessel"),
        ]
