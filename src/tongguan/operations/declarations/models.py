"""Tables of goods declarations.

`content` is the declaration as lodged, canonical JSON of the neutral model; `content_sha256` its digest, which
stands in the audit entry of the lodgement. All other columns repeat it for queries and are written from it.
Numbers are unlimited `numeric` columns: what was declared is kept exactly.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from tongguan.engines.declaration import GoodsDeclaration, from_json
from tongguan.operations.declarations.enums import UNLODGED, Kind, Stage
from tongguan.platform.cases.models import Case


class ExactDecimal(models.DecimalField):
    """A decimal kept with the digits it was declared with: an unlimited `numeric` column.

    The bounds are those of the neutral model: 30 digits, 12 decimals, and room for the sum of all lines.
    """

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **{"max_digits": 46, "decimal_places": 12, **given})

    def db_type(self, connection: Any) -> str:
        """The column type."""
        return "numeric"


class Declaration(Case):
    """A declaration of goods for import, export or transit, from draft to closing.

    One in two steps keeps the summary that was accepted (`summary_content`) beside the content that stands now, and
    in `shift` how far the complete declaration moved from it. `pick_up_at` is since when the goods may be taken: for
    pick-up, on a guarantee, or by the final release; `left_at` when the last of them left.
    """

    submission_id = models.UUIDField(_("Submission id"), unique=True)
    submission_sha256 = models.CharField(max_length=64, blank=True)
    content = models.TextField(editable=False)
    content_sha256 = models.CharField(max_length=64, editable=False)
    declaration_number = models.CharField(_("Declaration number"), max_length=18, unique=True, null=True)
    lodged_at = models.DateTimeField(_("Lodged at"), null=True)
    released_at = models.DateTimeField(_("Released at"), null=True)

    kind = models.CharField(_("Kind of declaration"), max_length=8, default=Kind.ONE_STEP.value)
    stage = models.CharField(_("Stage"), max_length=8, default=Stage.SINGLE.value)
    statement = models.JSONField(default=dict, blank=True)
    summary_content = models.TextField(blank=True, editable=False)
    summary_lodged_at = models.DateTimeField(_("Summary lodged at"), null=True)
    entered_on = models.DateField(_("Transport entered on"), null=True)
    complete_by = models.DateTimeField(_("Complete by"), null=True)
    shift = models.JSONField(default=dict, blank=True)
    security_amount = models.DecimalField(
        _("Tax to secure (CNY)"), max_digits=20, decimal_places=2, null=True
    )
    pick_up_at = models.DateTimeField(_("May be taken since"), null=True)
    left_at = models.DateTimeField(_("Left at"), null=True)

    flow = models.CharField(_("Import or export"), max_length=1)
    customs_office = models.CharField(_("Office of declaration"), max_length=4, blank=True)
    trader_reference = models.CharField(_("Trader's reference"), max_length=64, blank=True)
    supervision_mode = models.CharField(_("Supervision mode"), max_length=4, blank=True)
    levy_nature = models.CharField(_("Nature of levy"), max_length=4, blank=True)
    transport_mode = models.CharField(_("Mode of transport"), max_length=4, blank=True)
    conveyance_name = models.CharField(_("Conveyance"), max_length=100, blank=True)
    conveyance_imo = models.CharField(_("IMO number"), max_length=7, blank=True)
    voyage_number = models.CharField(_("Voyage"), max_length=32, blank=True)
    bill_number = models.CharField(_("Bill of lading"), max_length=70, blank=True, db_index=True)
    movement_date = models.DateField(_("Date of entry or exit"), null=True)
    trade_country = models.CharField(_("Trading country"), max_length=3, blank=True)
    departure_country = models.CharField(_("Country of dispatch"), max_length=3, blank=True)
    destination_country = models.CharField(_("Country of destination"), max_length=3, blank=True)
    border_port = models.CharField(_("Port of entry or exit"), max_length=8, blank=True)
    package_count = models.IntegerField(_("Packages"), null=True)
    gross_mass_kg = ExactDecimal(_("Gross mass (kg)"), null=True)
    net_mass_kg = ExactDecimal(_("Net mass (kg)"), null=True)

    trader_code = models.CharField(_("Trader code"), max_length=64, blank=True)
    trader_name = models.CharField(_("Trading firm"), max_length=300, blank=True)
    declarant_code = models.CharField(_("Declarant code"), max_length=64, blank=True)
    declarant_name = models.CharField(_("Declarant"), max_length=300, blank=True)
    goods = models.CharField(_("Goods in brief"), max_length=300, blank=True)
    line_count = models.PositiveIntegerField(_("Lines"), default=0)
    container_count = models.PositiveIntegerField(_("Containers"), default=0)
    total_price = ExactDecimal(_("Total price"), null=True)
    currency = models.CharField(_("Currency"), max_length=3, blank=True)

    lane = models.CharField(_("Lane"), max_length=10, blank=True)
    risk_reasons = models.JSONField(default=list, blank=True)
    examining_officers = models.JSONField(default=list, blank=True)
    examinations = models.JSONField(default=list, blank=True)
    duty_amount = ExactDecimal(_("Duties and taxes (CNY)"), null=True)

    class Meta:
        verbose_name = _("Goods declaration")
        constraints = [
            models.CheckConstraint(condition=Q(flow__in=("I", "E", "T")), name="declaration_flow"),
            models.CheckConstraint(
                condition=Q(state__in=UNLODGED)
                | Q(declaration_number__isnull=False, lodged_at__isnull=False) & ~Q(submission_sha256=""),
                name="declaration_lodged_numbered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNLODGED) | Q(net_mass_kg__lte=F("gross_mass_kg")),
                name="declaration_net_within_gross",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.ONE_STEP.value, stage=Stage.SINGLE.value)
                | Q(kind=Kind.TWO_STEP.value) & ~Q(stage=Stage.SINGLE.value),
                name="declaration_stage_of_kind",
            ),
            models.CheckConstraint(
                condition=Q(duty_amount__isnull=True) | Q(duty_amount__gte=0), name="declaration_duty"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "state", "-id"], name="declaration_office_state"),
            models.Index(fields=["applicant", "-id"], name="declaration_applicant"),
            models.Index(fields=["office", "-id"], name="declaration_office"),
            models.Index(fields=["office", "due_at", "id"], name="declaration_office_due"),
            models.Index(
                "office", F("due_at").desc(nulls_last=True), F("id").desc(), name="declaration_latest_due"
            ),
            models.Index(
                "office",
                F("declaration_number").desc(nulls_last=True),
                F("id").desc(),
                name="declaration_latest_number",
            ),
            models.Index(fields=["applicant", "state"], name="declaration_applicant_state"),
            models.Index(fields=["-changed_at"], name="declaration_changed"),
            models.Index(
                fields=["-released_at"],
                condition=Q(released_at__isnull=False),
                name="declaration_released",
            ),
            models.Index(
                OpClass(Upper("reference"), name="text_pattern_ops"), name="declaration_reference_starts"
            ),
            models.Index(
                OpClass(Upper("declaration_number"), name="text_pattern_ops"),
                name="declaration_number_starts",
            ),
            models.Index(
                OpClass(Upper("bill_number"), name="text_pattern_ops"), name="declaration_bill_starts"
            ),
            GinIndex(OpClass(Upper("trader_name"), name="gin_trgm_ops"), name="declaration_trader_words"),
        ]

    @cached_property
    def document(self) -> GoodsDeclaration:
        """The declaration as lodged or drafted, with its number once it has one."""
        found, problems = from_json(self.content.encode())
        if found is None:
            raise ValueError(f"{self.reference}: stored content is unreadable: {problems[0].message.en}")
        return found


class Lodgement(models.Model):
    """A lodging of a declaration that was there before (a draft, or one returned), under a submission id of its own.

    The first lodging's id stands on the declaration itself.
    """

    submission_id = models.UUIDField(unique=True, editable=False)
    content_sha256 = models.CharField(max_length=64, editable=False)
    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="lodgements")
    receipt = models.CharField(max_length=10, default="L")
    lodged_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.declaration_id} {self.submission_id}"


class DeclarationVersion(models.Model):
    """A content of a lodged declaration that was replaced: nothing that was declared is lost.

    `changes` is what the next content says otherwise (pointer, before, after).
    """

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField(_("Version"))
    content = models.TextField(editable=False)
    content_sha256 = models.CharField(max_length=64, editable=False)
    cause = models.CharField(_("Cause"), max_length=10)
    reason = models.TextField(_("Reason"), blank=True)
    changes = models.JSONField(default=list)
    replaced_at = models.DateTimeField(_("Replaced at"), auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["declaration", "number"], name="declaration_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.declaration_id} v{self.number}"


class DeclarationItem(models.Model):
    """A goods line of a lodged declaration; quantities are in the units named beside them.

    A summary states neither statutory quantities nor unit prices.
    """

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="lines", db_index=False)
    line_number = models.PositiveIntegerField(_("Line"))
    hs_code = models.CharField(_("Commodity code"), max_length=13, db_index=True)
    description = models.CharField(_("Description"), max_length=300)
    specification = models.TextField(_("Specification"), blank=True)
    origin_country = models.CharField(_("Country of origin"), max_length=3)
    destination_country = models.CharField(_("Destination"), max_length=3)
    quantity = ExactDecimal(_("Quantity"))
    unit = models.CharField(_("Unit"), max_length=3)
    first_quantity = ExactDecimal(_("First statutory quantity"), null=True)
    first_unit = models.CharField(_("First statutory unit"), max_length=3)
    second_quantity = ExactDecimal(_("Second statutory quantity"), null=True)
    second_unit = models.CharField(_("Second statutory unit"), max_length=3, blank=True)
    unit_price = ExactDecimal(_("Unit price"), null=True)
    total_price = ExactDecimal(_("Total price"))
    currency = models.CharField(_("Currency"), max_length=3)
    levy_mode = models.CharField(_("Levy mode"), max_length=4)
    net_mass_kg = ExactDecimal(_("Net mass (kg)"), null=True)
    gross_mass_kg = ExactDecimal(_("Gross mass (kg)"), null=True)
    container_numbers = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["declaration", "line_number"], name="declaration_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, first_quantity__gt=0), name="declaration_line_quantity"
            ),
            models.CheckConstraint(
                condition=Q(unit_price__gte=0, total_price__gte=0), name="declaration_line_price"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_number} {self.hs_code} {self.description}"


class DeclarationContainer(models.Model):
    """A container of a lodged declaration; `out_at` is when it left, by a gate or with a ship."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="boxes", db_index=False)
    number = models.CharField(_("Container"), max_length=11, db_index=True)
    spec = models.CharField(_("Size and type"), max_length=4, blank=True)
    lcl = models.BooleanField(_("Less than container load"))
    seals = models.JSONField(default=list)
    gross_mass_kg = ExactDecimal(_("Gross mass (kg)"), null=True)
    out_at = models.DateTimeField(_("Left by gate at"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["declaration", "number"], name="declaration_container_once")
        ]

    def __str__(self) -> str:
        return self.number
