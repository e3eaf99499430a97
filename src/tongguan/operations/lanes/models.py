"""Lanes, their devices, what the devices said, and encounters. Whatever is of a person is sealed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.operations.lanes.enums import Resolution
from tongguan.platform.privacy.models import EncryptedJSONField, EncryptedTextField


class Lane(models.Model):
    """A lane one person at a time walks through."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    zh = models.CharField(_("Chinese name"), max_length=80)
    en = models.CharField(_("English name"), max_length=80)
    office = models.ForeignKey(
        "identity.Organisation", models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    active = models.BooleanField(_("In use"), default=True)
    compares_faces = models.BooleanField(_("Compares faces with documents"), default=False)
    """Whoever's face cannot be compared (no portrait, no vision extra) is then referred."""
    busy_until_ms = models.BigIntegerField(default=0)
    """Until when the video's beats are worth keeping: somebody was there lately."""

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        """Its name in both languages."""
        return Text(zh=self.zh, en=self.en)


class Device(models.Model):
    """One device of a lane. Its key is derived from the house's secret and `key_version`, and stored nowhere."""

    lane = models.ForeignKey(Lane, models.CASCADE, related_name="devices")
    channel = models.CharField(_("Kind of device"), max_length=20)
    code = models.CharField(_("Code"), max_length=40, unique=True)
    key_version = models.PositiveIntegerField(default=1)
    instrument = models.CharField(_("Instrument"), max_length=40, blank=True)
    method = models.CharField(_("Measuring method"), max_length=60, blank=True)
    active = models.BooleanField(_("In use"), default=True)
    last_seen_at = models.DateTimeField(_("Last heard of"), null=True)
    ahead_ms = models.FloatField(_("Clock ahead"), null=True)
    unsure_ms = models.FloatField(null=True)
    lost_at = models.DateTimeField(_("Lost"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lane", "channel"], condition=Q(active=True), name="lanes_one_device_a_channel"
            )
        ]

    def __str__(self) -> str:
        return self.code


class LogEntry(models.Model):
    """What the fusion of a lane is a function of, in the order of `id`; `reading` names nobody, `payload` is what the
    device sent where a check needs it."""

    lane = models.ForeignKey(Lane, models.CASCADE, related_name="+")
    device = models.ForeignKey(Device, models.CASCADE, related_name="+", null=True)
    kind = models.CharField(max_length=10)
    channel = models.CharField(max_length=20, blank=True)
    boot = models.CharField(max_length=40, blank=True)
    sequence = models.BigIntegerField(default=0)
    received_ms = models.BigIntegerField()
    exchange = models.JSONField(null=True)
    reading = EncryptedJSONField(null=True)
    payload = EncryptedJSONField(null=True)
    note = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "boot", "sequence"], condition=Q(kind="sample"), name="lanes_sample_once"
            )
        ]
        indexes = [models.Index(fields=["lane", "id"]), models.Index(fields=["received_ms"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Encounter(models.Model):
    """One traveller in a lane. `told` holds channels and reasons as the fusion gave them."""

    lane = models.ForeignKey(Lane, models.PROTECT, related_name="encounters")
    key = models.CharField(max_length=120)
    state = models.CharField(_("State"), max_length=12)
    completeness = models.CharField(_("Completeness"), max_length=12, blank=True)
    opened_at = models.DateTimeField(_("Stepped in"))
    stopped_at = models.DateTimeField(_("Stepped out"), null=True)
    fused_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(_("Decided"), null=True)
    recalled = models.BooleanField(default=False)
    told = EncryptedJSONField()
    told_ms = models.BigIntegerField(default=0)
    alert_id = models.BigIntegerField(null=True)
    resolution = models.CharField(_("Outcome"), max_length=20, choices=Resolution.choices, blank=True)
    resolved_at = models.DateTimeField(_("Dealt with"), null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("By")
    )
    note = EncryptedTextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lane", "key"], name="lanes_encounter_once"),
            models.CheckConstraint(
                condition=~Q(state="pass") | Q(completeness="complete"), name="lanes_partial_never_passes"
            ),
        ]
        indexes = [
            models.Index(fields=["lane", "-opened_at"]),
            models.Index(fields=["-opened_at"]),
            models.Index(
                fields=["opened_at"], condition=Q(state="refer", resolved_at=None), name="lanes_referred_open"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
