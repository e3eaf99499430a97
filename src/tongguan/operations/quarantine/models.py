"""Tables of the laboratory. Whose a sample is, and what it came to, is sealed; tubes and wells are not."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongguan.operations.quarantine.contracts import Outcome, Person
from tongguan.operations.quarantine.enums import Pooling, Specimen, Trouble
from tongguan.platform.cases.models import Case
from tongguan.platform.privacy.interface import INDEX_CHARACTERS
from tongguan.platform.privacy.models import EncryptedJSONField


class SamplingOrder(Case):
    """That somebody or something is to be sampled, and why."""

    cause_kind = models.CharField(_("Cause"), max_length=40)
    cause_ref = models.CharField(_("Cause"), max_length=80, blank=True)
    person = EncryptedJSONField(null=True)
    document_index = models.CharField(max_length=INDEX_CHARACTERS, blank=True, db_index=True)
    goods = models.CharField(_("Goods"), max_length=200, blank=True)
    kit = models.CharField(_("Kit"), max_length=40)
    single_before = models.BooleanField(default=False)
    previous = models.ForeignKey("Sample", models.PROTECT, null=True, related_name="followed_by")
    submission_id = models.UUIDField(unique=True)
    submission_sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("Sampling order")
        constraints = [
            models.UniqueConstraint(
                fields=["cause_kind", "cause_ref"],
                condition=~Q(cause_ref=""),
                name="quarantine_one_order_a_cause",
            )
        ]

    @property
    def whose(self) -> Person | None:
        """The person, None for goods or once the time to keep it is over."""
        return Person(**self.person) if self.person else None


class Box(models.Model):
    """A transport box with its manifest: the tubes that were put in."""

    reference = models.CharField(_("Box"), max_length=40, unique=True)
    office = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.reference


class Sample(Case):
    """One tube. `outcome` is sealed; `repeated`: its next measurement decides; `single_before`: an earlier sample of
    the same order's person had a single target."""

    tube = models.CharField(_("Tube"), max_length=13, unique=True)
    order = models.ForeignKey(SamplingOrder, models.PROTECT, related_name="samples")
    specimen = models.CharField(_("Specimen"), max_length=10, choices=Specimen.choices)
    kit = models.CharField(_("Kit"), max_length=40)
    box = models.ForeignKey(Box, models.PROTECT, null=True, related_name="samples")
    received_at = models.DateTimeField(_("Received"), null=True)
    single_before = models.BooleanField(default=False)
    repeated = models.BooleanField(default=False)
    alone = models.BooleanField(default=False)
    """Its pools were positive: it is tested alone from now on."""
    measurement = models.CharField(max_length=40, blank=True)
    outcome = EncryptedJSONField(null=True)
    report = models.CharField(_("Report"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("Sample")
        indexes = [models.Index(fields=["state", "due_at"])]

    @property
    def found(self) -> Outcome | None:
        """What it came to; None before, and once the time to keep it is over."""
        return Outcome.from_json(self.outcome) if self.outcome else None

    def on_plate(self, state: str) -> bool:
        """Whether a run in this state holds it, alone or in a pool."""
        mine = Q(sample=self) | Q(pool__samples=self)
        return Well.objects.filter(mine, run__state=state).exists()


class Scan(models.Model):
    """Tubes scanned together and what became of each, kept so that a request sent again gets the same answer."""

    submission_id = models.UUIDField(unique=True)
    submission_sha256 = models.CharField(max_length=64)
    found = models.JSONField()
    scanned_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.submission_id)


class Pool(models.Model):
    """Samples in one tube."""

    tube = models.CharField(_("Tube"), max_length=13, unique=True)
    pooling = models.CharField(max_length=10, choices=Pooling.choices)
    samples = models.ManyToManyField(Sample, related_name="pools")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.tube


class Run(Case):
    """One plate in one thermocycler. `faults` say why it is void and name wells, no people; `verdicts` by tube are
    sealed."""

    kit = models.CharField(_("Kit"), max_length=40)
    instrument = models.CharField(_("Instrument"), max_length=40)
    replicates = models.PositiveSmallIntegerField(_("Replicates"))
    pooling = models.CharField(_("Pooling"), max_length=10, choices=Pooling.choices, default=Pooling.SINGLE)
    pool_size = models.PositiveSmallIntegerField(_("Pool size"), default=1)
    measured_at = models.DateTimeField(_("Measured"), null=True)
    measurement = models.CharField(max_length=40, blank=True)
    file = models.CharField(max_length=64, blank=True)
    file_notes = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    verdicts = EncryptedJSONField(null=True)

    class Meta:
        verbose_name = _("Run")


class Well(models.Model):
    """What a well of a plate holds."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="wells")
    place = models.CharField(max_length=3)
    role = models.CharField(max_length=20)
    replicate = models.PositiveSmallIntegerField(default=1)
    sample = models.ForeignKey(Sample, models.PROTECT, null=True, related_name="wells")
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="wells")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "place"], name="quarantine_well_once"),
            models.CheckConstraint(
                condition=Q(sample__isnull=True) | Q(pool__isnull=True), name="quarantine_well_one_tube"
            ),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def tube(self) -> str:
        """The tube it was filled from; empty for a control."""
        return self.sample.tube if self.sample else self.pool.tube if self.pool else ""


class Hold(models.Model):
    """A sample stands still until its nonconformity, an alert, is closed."""

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="holds")
    trouble = models.CharField(_("Nonconformity"), max_length=20, choices=Trouble.choices)
    alert_id = models.BigIntegerField(db_index=True)
    placed_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "trouble"], condition=Q(lifted_at=None), name="quarantine_hold_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.trouble}"


class HealthNotice(models.Model):
    """That the health authority was told of a reported sample, and whether it said that it knows."""

    sample = models.OneToOneField(Sample, models.PROTECT, related_name="health_notice")
    report = models.CharField(_("Report"), max_length=30)
    sent_at = models.DateTimeField(_("Sent"))
    due_at = models.DateTimeField(_("Acknowledge by"))
    receivers = models.PositiveSmallIntegerField(_("Receivers"))
    acknowledged_at = models.DateTimeField(_("Acknowledged"), null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(acknowledged_at=None), name="quarantine_notice_open")
        ]

    def __str__(self) -> str:
        return self.report
