"""Tables of release times: what is known of each declaration, and what follows from it."""

from __future__ import annotations

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tongguan.operations.release_times.enums import Exclusion, StepCode, StopReason


class Release(models.Model):
    """One declaration; the nodes repeat what its moments say."""

    declaration = models.CharField(_("Declaration"), max_length=40, unique=True)
    office = models.ForeignKey("identity.Organisation", models.PROTECT, null=True, related_name="+")
    flow = models.CharField(_("Import or export"), max_length=1, blank=True)
    transport_mode = models.CharField(_("Mode of transport"), max_length=4, blank=True)
    lane = models.CharField(_("Lane"), max_length=12, blank=True)
    bill_number = models.CharField(_("Bill of lading"), max_length=70, blank=True, db_index=True)
    voyage = models.CharField(_("Voyage"), max_length=80, blank=True, db_index=True)
    arrived_at = models.DateTimeField(_("Arrived"), null=True)
    lodged_at = models.DateTimeField(_("Lodged"), null=True)
    selected_at = models.DateTimeField(_("Selected"), null=True)
    examined_at = models.DateTimeField(_("Examined"), null=True)
    assessed_at = models.DateTimeField(_("Assessed"), null=True)
    released_at = models.DateTimeField(_("Released"), null=True)
    out_at = models.DateTimeField(_("Left by gate"), null=True)
    waiting_since = models.DateTimeField(null=True)
    waiting_reason = models.CharField(
        _("Waiting for the trader"), max_length=20, blank=True, choices=StopReason.choices
    )
    stopped_seconds = models.FloatField(default=0)
    ended = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-lodged_at"]),
            models.Index(fields=["-released_at"]),
            models.Index(
                fields=["lodged_at"],
                condition=models.Q(released_at__isnull=True, ended=False),
                name="release_open",
            ),
        ]

    def __str__(self) -> str:
        return self.declaration


class ReleaseMoment(models.Model):
    """Something that happened, once per declaration, kind and key; whoever tells it again changes nothing."""

    declaration = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=80)
    order = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["declaration", "kind", "key", "order"], name="moment_once")
        ]

    def __str__(self) -> str:
        return f"{self.declaration} {self.kind} {self.key}"


class Arrival(models.Model):
    """When the goods of a bill, or a ship on a voyage (`imo/voyage`), arrived; kept because it is often known
    before any declaration."""

    kind = models.CharField(max_length=6, choices=[("bill", "bill"), ("voyage", "voyage")])
    key = models.CharField(max_length=80)
    at = models.DateTimeField()
    zoned = models.BooleanField(default=True)  # False: told without a time zone, read as the house's

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="arrival_once")]

    def __str__(self) -> str:
        return self.key


class ReleaseStep(models.Model):
    """A step of a declaration: seconds without the trader's waiting, or why it is left out of the figures."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="steps")
    code = models.CharField(_("Step"), max_length=20, choices=StepCode.choices)
    started_at = models.DateTimeField(_("From"), null=True)
    ended_at = models.DateTimeField(_("To"), null=True)
    seconds = models.FloatField(_("Duration"), null=True)
    stopped = models.JSONField(default=dict)
    stopped_seconds = models.FloatField(_("Taken out"), default=0)
    excluded = models.CharField(_("Left out because"), max_length=20, blank=True, choices=Exclusion.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "code"], name="release_step_once"),
            models.CheckConstraint(
                condition=models.Q(seconds__isnull=True) | models.Q(seconds__gte=0, excluded=""),
                name="release_step_measured",
            ),
        ]
        indexes = [
            models.Index(fields=["code", "ended_at"]),
            models.Index(F("ended_at").desc(nulls_last=True), F("id").desc(), name="release_step_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.code}"


class StudyReport(models.Model):
    """A Time Release Study that was issued as a document: its question, whose rows it counted, and its number.

    `offices` are the offices whose declarations it may hold; empty means the whole house.
    """

    weekly = models.BooleanField(default=False)
    since = models.DateField(_("From"))
    until = models.DateField(_("To"))
    question = models.JSONField(default=dict)
    offices = models.JSONField(default=list)
    released = models.PositiveIntegerField(_("Declarations released"))
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("Made at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["since"], condition=models.Q(weekly=True), name="study_one_a_week"
            ),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="study_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["-made_at"])]

    def __str__(self) -> str:
        return f"{self.since} – {self.until}"
