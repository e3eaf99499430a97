"""Tables of reference data. Overlapping validity is refused by the database (see the second migration)."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from tongguan.platform.reference.enums import Origin, ParameterKind, RateKind, Status

NAME_LENGTH = 600
"""The longest name of a code; the English names of commodities take more than 400 characters."""


class CodeList(models.Model):
    """A list of codes, such as the countries."""

    code = models.CharField(_("Code"), max_length=40, primary_key=True)
    zh = models.CharField(_("Chinese name"), max_length=100)
    en = models.CharField(_("English name"), max_length=100)

    def __str__(self) -> str:
        return self.code


class DatedRow(models.Model):
    """A row that holds from a day to a day, both inclusive; an open end is null."""

    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=300)
    status = models.CharField(_("Status"), max_length=12, choices=Status.choices, default=Status.UNVERIFIED)
    origin = models.CharField(_("Origin"), max_length=10, choices=Origin.choices, default=Origin.SHIPPED)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="reference_%(class)s_dates",
            )
        ]


class Code(DatedRow):
    """One code of one list for a time."""

    list = models.ForeignKey(CodeList, models.CASCADE, related_name="codes")
    code = models.CharField(_("Code"), max_length=20)
    zh = models.CharField(_("Chinese name"), max_length=NAME_LENGTH)
    en = models.CharField(_("English name"), max_length=NAME_LENGTH)
    attributes = models.JSONField(_("Attributes"), default=dict, blank=True)

    class Meta(DatedRow.Meta):
        constraints = [
            *DatedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["list", "code", "valid_from"], nulls_distinct=False, name="reference_code_once"
            ),
        ]
        indexes = [
            GinIndex(
                OpClass(Upper("zh"), name="gin_trgm_ops"),
                OpClass(Upper("en"), name="gin_trgm_ops"),
                name="reference_code_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.code}"


class Parameter(DatedRow):
    """A legal number for a time; `value` is the text of a Decimal, a text, or JSON."""

    code = models.CharField(_("Code"), max_length=80)
    zh = models.CharField(_("Chinese name"), max_length=200)
    en = models.CharField(_("English name"), max_length=200)
    kind = models.CharField(
        _("Kind"), max_length=10, choices=ParameterKind.choices, default=ParameterKind.DECIMAL
    )
    value = models.TextField(_("Value"))
    unit = models.CharField(_("Unit"), max_length=30, blank=True)

    class Meta(DatedRow.Meta):
        constraints = [
            *DatedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "valid_from"], nulls_distinct=False, name="reference_parameter_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Rate(DatedRow):
    """One tax rate on one commodity code for a time, in per cent."""

    hs_code = models.CharField(_("Commodity code"), max_length=10)
    kind = models.CharField(_("Tax"), max_length=20, choices=RateKind.choices)
    percent = models.DecimalField(_("Per cent"), max_digits=8, decimal_places=4)

    class Meta(DatedRow.Meta):
        constraints = [
            *DatedRow.Meta.constraints,
            models.CheckConstraint(condition=Q(percent__gte=0), name="reference_rate_not_negative"),
            models.UniqueConstraint(
                fields=["hs_code", "kind", "valid_from"], nulls_distinct=False, name="reference_rate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hs_code} {self.kind} {self.percent} %"


class ReferenceVersion(models.Model):
    """One row; triggers on the tables above give it a new number with every change, so that caches notice."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.number)
