"""Tables of the command centre: the latest readings of its indicators, and the register of cameras."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Reading(models.Model):
    """The latest value of an indicator; null where its source gave none. `trend` holds values of past minutes."""

    code = models.CharField(max_length=60, unique=True)
    value = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    as_of = models.DateTimeField()
    trend = models.JSONField(default=list)
    trend_at = models.DateTimeField()
    detail = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.code} {self.value}"


class Camera(models.Model):
    """A camera of the port. One that was never heard of is not connected, and shown so."""

    code = models.SlugField(_("Code"), max_length=30, unique=True)
    zh = models.CharField(_("Chinese name"), max_length=100)
    en = models.CharField(_("English name"), max_length=100)
    longitude = models.FloatField(_("Longitude"), null=True, blank=True)
    latitude = models.FloatField(_("Latitude"), null=True, blank=True)
    heard_at = models.DateTimeField(_("Last heard of"), null=True, editable=False)

    class Meta:
        verbose_name = _("Camera")
        constraints = [
            models.CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__range=(-180, 180)), name="camera_longitude"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__range=(-90, 90)), name="camera_latitude"
            ),
        ]

    def __str__(self) -> str:
        return self.code
