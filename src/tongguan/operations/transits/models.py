"""The table of transit movements."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongguan.platform.cases.models import Case


class Transit(Case):
    """Goods of a transit declaration on their way. `possible_duty` is what they would owe if they stayed, CNY, held on
    a guarantee from before departure until they arrive; the case lies with the office that must act: of departure until
    they leave, of destination from then on."""

    declaration = models.CharField(_("Declaration reference"), max_length=40, unique=True)
    declaration_number = models.CharField(_("Declaration number"), max_length=18)
    bill_number = models.CharField(_("Bill of lading"), max_length=70, blank=True, db_index=True)
    possible_duty = models.DecimalField(_("Possible duty (CNY)"), max_digits=18, decimal_places=2)
    departure = models.ForeignKey(
        "identity.Organisation", models.PROTECT, related_name="+", verbose_name=_("Office of departure")
    )
    destination = models.ForeignKey(
        "identity.Organisation", models.PROTECT, null=True, related_name="+",
        verbose_name=_("Office of destination"),
    )  # fmt: skip
    route = models.CharField(_("Route"), max_length=20, blank=True)
    transit_type = models.CharField(_("Type of transfer"), max_length=4, blank=True)
    guarantee = models.CharField(_("Guarantee"), max_length=40, blank=True)
    departed_at = models.DateTimeField(_("Departure at"), null=True)
    arrive_by = models.DateTimeField(_("Arrive by"), null=True)
    arrived_at = models.DateTimeField(_("Arrival at"), null=True)
    claim_cny = models.DecimalField(_("Claim (CNY)"), max_digits=18, decimal_places=2, null=True)

    class Meta:
        verbose_name = _("Transit movement")
        constraints = [
            models.CheckConstraint(condition=Q(possible_duty__gte=0), name="transit_duty"),
            models.CheckConstraint(
                condition=Q(departed_at__isnull=True) | Q(arrive_by__gt=F("departed_at")), name="transit_term"
            ),
            models.CheckConstraint(
                condition=Q(claim_cny__isnull=True) | Q(claim_cny__gt=0, claim_cny__lte=F("possible_duty")),
                name="transit_claim",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "state"], name="transit_office_state"),
            models.Index(fields=["applicant", "state"], name="transit_applicant_state"),
            models.Index(fields=["arrive_by"], condition=Q(state="under_way"), name="transit_under_way"),
        ]
