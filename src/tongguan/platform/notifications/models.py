"""Tables of notifications."""

from __future__ import annotations

import hashlib
import hmac
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.platform.notifications.enums import Channel, DeliveryState


class Notice(models.Model):
    """One notice to one person, in both languages, leading to a page of the house."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(_("Kind"), max_length=60)
    zh = models.CharField(max_length=500)
    en = models.CharField(max_length=500)
    url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(_("Time"), auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"]),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.en

    @property
    def text(self) -> Text:
        """The notice in both languages."""
        return Text(zh=self.zh, en=self.en)


class Preference(models.Model):
    """A person's word about one kind on one channel; without a row the kind's default holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    wanted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "channel"], name="notification_preference_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.channel} {self.wanted}"


class Endpoint(models.Model):
    """An address of a person's program that receives notices as signed JSON."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_endpoints")
    url = models.URLField(_("Address"), max_length=500)
    active = models.BooleanField(_("Active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.url

    @property
    def secret(self) -> str:
        """The key its messages are signed with: derived from the installation's secret, so none is stored."""
        key = settings.SECRET_KEY.encode()
        return hmac.new(key, b"notifications.endpoint:" + self.id.bytes, hashlib.sha256).hexdigest()


class AllowedHost(models.Model):
    """A receiver that an administrator admits although it is inside the house's network or without TLS."""

    host = models.CharField(_("Host"), max_length=253, unique=True)
    reason = models.CharField(_("Reason"), max_length=200)

    def __str__(self) -> str:
        return self.host


class Delivery(models.Model):
    """One notice on its way out; its id is what the receiver recognises a repetition by."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("Channel"), max_length=10, choices=Channel.choices)
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, null=True, related_name="+")
    state = models.CharField(
        _("State"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    created_at = models.DateTimeField(_("Time"), auto_now_add=True)
    next_try_at = models.DateTimeField(_("Next attempt"), null=True)
    delivered_at = models.DateTimeField(null=True)
    last_error = models.CharField(_("Last error"), max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["state", "-created_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="email", endpoint__isnull=True)
                | Q(channel="webhook", endpoint__isnull=False),
                name="delivery_endpoint_of_webhook",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"
