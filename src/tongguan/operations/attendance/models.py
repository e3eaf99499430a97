"""Tables of attendance."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongguan.operations.attendance.enums import Choice
from tongguan.platform.cases.models import Case


class Attendance(Case):
    """A firm's answer to an inspection notice. `special_goods` are the goods lines that need a statement before;
    `operator` attends for the firm, or is asked by customs where nobody of the firm comes, and signs."""

    inspection = models.CharField(_("Inspection"), max_length=40, unique=True)
    declaration = models.CharField(_("Declaration"), max_length=40, db_index=True)
    container = models.CharField(_("Container"), max_length=11, blank=True)
    special_goods = models.JSONField(default=list)
    stated_at = models.DateTimeField(_("Special goods stated"), null=True)
    choice = models.CharField(_("Choice"), max_length=10, blank=True, choices=Choice.choices)
    operator = models.ForeignKey(
        "identity.Organisation",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("Operator or carrier"),
    )

    class Meta:
        verbose_name = _("Attendance")


class RecordSignature(Case):
    """One version of an inspection's record, to be signed by the applicant of this case: the party that attended."""

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="signatures")
    inspection = models.CharField(_("Inspection"), max_length=40)
    container = models.CharField(_("Container"), max_length=11, blank=True)
    report_version = models.PositiveIntegerField(_("Version of the record"))
    report_sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("Signature of an inspection record")
        constraints = [
            models.UniqueConstraint(fields=["attendance", "report_version"], name="record_signed_once")
        ]
