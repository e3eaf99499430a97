"""Tables of kiosks and calls. What is said in a call, and the form it is about, lies in tables of its own that are
emptied when it ends; what is kept of a call names no traveller."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongguan.operations.kiosks.enums import CallState, Match, Outcome, Part, RingResult, Side, Stage


class Kiosk(models.Model):
    """A device on which travellers declare. Of its key the hash alone is kept; `alert_id`: the alert about its loss."""

    code = models.CharField(_("Code"), max_length=40, unique=True)
    hall = models.CharField(_("Hall"), max_length=60)
    place = models.PositiveIntegerField(_("Place in the hall"), default=0)
    key_sha256 = models.CharField(max_length=64, unique=True)
    stage = models.CharField(_("State"), max_length=10, choices=Stage.choices, default=Stage.IDLE)
    version = models.CharField(_("Version"), max_length=40, blank=True)
    printer = models.CharField(_("Printer"), max_length=6, choices=Part.choices, default=Part.NONE)
    scanner = models.CharField(_("Scanner"), max_length=6, choices=Part.choices, default=Part.NONE)
    seen_at = models.DateTimeField(_("Last heard of"), null=True)
    lost_at = models.DateTimeField(_("Lost since"), null=True)
    alert_id = models.BigIntegerField(null=True)
    registered_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Kiosk")
        indexes = [
            models.Index(fields=["hall", "place", "code"], condition=Q(retired_at=None), name="kiosk_in_hall")
        ]

    def __str__(self) -> str:
        return self.code


class Session(models.Model):
    """One traveller at a kiosk or with a phone: when, in which language, how it ended; nothing of the person. `origin`
    is a keyed hash of the network address for a day, against floods, and is emptied when the session ends."""

    kiosk = models.ForeignKey(Kiosk, models.CASCADE, null=True, related_name="sessions")
    token_sha256 = models.CharField(max_length=64, unique=True)
    form = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.STARTED)
    origin = models.CharField(max_length=32, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["started_at"]),
            models.Index(fields=["seen_at"], condition=Q(ended_at=None), name="session_under_way"),
            models.Index(fields=["origin", "started_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.language} {self.stage}"


class Call(models.Model):
    """A traveller asks for an officer. One officer is rung at a time and is in one call at a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    session = models.ForeignKey(Session, models.CASCADE, related_name="calls")
    state = models.CharField(max_length=8, choices=CallState.choices, default=CallState.WAITING)
    language = models.CharField(max_length=12)
    asked_at = models.DateTimeField(default=timezone.now)
    officer = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    match = models.CharField(max_length=8, choices=Match.choices, blank=True)
    ring_until = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, choices=Side.choices, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], condition=Q(state__in=["ringing", "active"]), name="officer_in_one_call"
            ),
            models.UniqueConstraint(
                fields=["session"], condition=~Q(state="ended"), name="session_in_one_call"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "ended"]) | Q(officer__isnull=False),
                name="call_has_officer",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_at__isnull=False) & ~Q(outcome=""), name="call_has_end"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=~Q(state="ended"), name="call_under_way"),
            models.Index(fields=["ended_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.state}"


class Ring(models.Model):
    """That an officer was rung for a call, and what came of it."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="rings")
    officer = models.ForeignKey("identity.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, choices=RingResult.choices, default=RingResult.OPEN, blank=True)

    class Meta:
        indexes = [models.Index(fields=["officer", "at"])]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.result or 'ringing'}"


class Content(models.Model):
    """The form a call is about, as the traveller has it now, and the question the officer points at."""

    call = models.OneToOneField(Call, models.CASCADE, primary_key=True, related_name="content")
    state = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    pointed = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"version {self.version}"


class Message(models.Model):
    """One line of a call's written conversation."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=10, choices=Side.choices)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.side


class Desk(models.Model):
    """That an officer's page for calls is open, and whether they take calls."""

    officer = models.OneToOneField("identity.User", models.CASCADE, primary_key=True, related_name="+")
    ready = models.BooleanField(default=False)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.officer_id} {'ready' if self.ready else 'away'}"
