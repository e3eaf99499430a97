"""Tables of measurements. Dated rows are never changed but for the moment from which they are known to be withdrawn."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.platform.measurement.enums import InstrumentKind
from tongguan.platform.measurement.rules import Window


class Instrument(models.Model):
    """An instrument, from its first to its last day of service."""

    code = models.CharField(_("Code"), max_length=40, unique=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=InstrumentKind.choices)
    name = models.CharField(_("Name"), max_length=120)
    serial_number = models.CharField(_("Serial number"), max_length=60, blank=True)
    office = models.ForeignKey(
        "identity.Organisation", models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    place = models.CharField(_("Place"), max_length=120, blank=True)
    in_service_from = models.DateField(_("In service from"))
    retired_on = models.DateField(_("Out of service from"), null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class Dated(models.Model):
    """A row valid from a day to a day and known from a moment until it was withdrawn."""

    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    known_from = models.DateTimeField(_("Recorded"))
    known_to = models.DateTimeField(_("Withdrawn"), null=True, blank=True)
    recorded_by = models.CharField(max_length=100)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="measurement_%(class)s_dates",
            ),
            models.CheckConstraint(
                condition=Q(known_to__isnull=True) | Q(known_to__gte=F("known_from")),
                name="measurement_%(class)s_known",
            ),
        ]

    def window(self, label: str = "", passed: bool = True) -> Window:
        """For the rules."""
        return Window(
            self.valid_from, self.valid_to, self.known_from, self.known_to, passed, label, self.pk or 0
        )


class Calibration(Dated):
    """A calibration: its certificate, what it found, from when to when it holds."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="calibrations")
    certificate = models.CharField(_("Certificate"), max_length=80)
    issued_by = models.CharField(_("Calibrated by"), max_length=120)
    passed = models.BooleanField(_("Passed"), default=True)
    uncertainty = models.CharField(_("Expanded uncertainty (k = 2)"), max_length=60, blank=True)

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["instrument", "-valid_from"])]

    def __str__(self) -> str:
        return self.certificate


class Method(models.Model):
    """One version of a method: what it is done with, the rule that evaluates its readings, its own parameters."""

    code = models.CharField(_("Code"), max_length=60)
    version = models.CharField(_("Version"), max_length=20)
    zh = models.CharField(_("Chinese name"), max_length=150)
    en = models.CharField(_("English name"), max_length=150)
    instrument_kinds = models.JSONField(_("Done with"), default=list)
    evaluator = models.CharField(_("Rule"), max_length=60)
    parameters = models.JSONField(_("Parameters"), default=dict, blank=True)
    source = models.CharField(_("Source"), max_length=300)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="measurement_method_version"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="measurement_method_begins_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="measurement_method_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def title(self) -> Text:
        """Its name in both languages."""
        return Text(zh=self.zh, en=self.en)


class Authorisation(Dated):
    """That a person may do a method."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Person")
    )
    method = models.CharField(_("Method"), max_length=60)

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["person", "method"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.method}"


class Measurement(models.Model):
    """Raw readings as they came and the result its method's rule made of them. `readings`, `parameters` and `result`
    are canonical JSON; their digests stand in the ledger. Rows are never changed."""

    reference = models.CharField(_("Reference"), max_length=40, unique=True)
    method = models.ForeignKey(Method, models.PROTECT, related_name="+")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="measurements")
    performer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    calibration = models.ForeignKey(Calibration, models.PROTECT, related_name="+")
    authorisation = models.ForeignKey(Authorisation, models.PROTECT, related_name="+")
    measured_at = models.DateTimeField(_("Measured"), db_index=True)
    recorded_at = models.DateTimeField(_("Recorded"))
    subject_kind = models.CharField(max_length=40)
    subject_ref = models.CharField(max_length=80)
    evaluator = models.CharField(max_length=60)
    readings = models.TextField()
    readings_sha256 = models.CharField(max_length=64)
    parameters = models.TextField()
    result = models.TextField()
    result_sha256 = models.CharField(max_length=64)
    raw_file = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_ref"])]

    def __str__(self) -> str:
        return self.reference
