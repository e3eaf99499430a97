"""Tables of endoscopy."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongguan.platform.cases.models import Case


class EndoscopeSession(Case):
    """One look into a container. `evidence` is the canonical text of its stills and segments, `evidence_sha256` its
    digest; `found_later`: the inspection found something although the look was judged clear."""

    inspection = models.CharField(_("Inspection"), max_length=40, db_index=True)
    declaration = models.CharField(_("Declaration"), max_length=40, db_index=True)
    container = models.CharField(_("Container"), max_length=11, blank=True)
    entry_diameter_cm = models.DecimalField(_("Diameter of the hole (cm)"), max_digits=6, decimal_places=2)
    entry_position = models.CharField(_("Where the hole is"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("Looked from"))
    ended_at = models.DateTimeField(_("Looked until"), null=True)
    judged_at = models.DateTimeField(_("Judged"), null=True, db_index=True)
    evidence = models.TextField(blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    found_later = models.BooleanField(null=True)
    submission_id = models.UUIDField(unique=True)
    submission_sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("Endoscope session")
        constraints = [
            models.CheckConstraint(condition=Q(entry_diameter_cm__gt=0), name="endoscopy_diameter"),
        ]


class SampleRequest(Case):
    """A sample that an endoscope session asks for; a laboratory takes it over under a number of its own."""

    session = models.OneToOneField(EndoscopeSession, models.PROTECT, related_name="sample_request")
    inspection = models.CharField(_("Inspection"), max_length=40)
    declaration = models.CharField(_("Declaration"), max_length=40, db_index=True)
    container = models.CharField(_("Container"), max_length=11, blank=True)
    laboratory_order = models.CharField(_("Laboratory order"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("Sample request")
