"""Tables of selection. What is decided becomes readable only when `Selection.decided_at` is set."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.operations.selection.enums import Arm, Method, RuleLane, RuleState, Standing
from tongguan.platform.cases.models import Case


class RiskRule(Case):
    """One version of a risk rule; its content is written once, a change is a new version under the same code."""

    code = models.CharField(_("Code"), max_length=30)
    revision = models.PositiveIntegerField(_("Version"))
    zh = models.CharField(_("Chinese title"), max_length=100)
    en = models.CharField(_("English title"), max_length=100)
    condition = models.JSONField(_("Condition"))
    lane = models.CharField(_("Lane"), max_length=12, choices=RuleLane.choices)
    method = models.CharField(_("Method"), max_length=10, choices=Method.choices, default=Method.EITHER)
    probability = models.DecimalField(_("Probability"), max_digits=7, decimal_places=6)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"))
    quota_per_day = models.PositiveIntegerField(_("Quota a day"), null=True)
    """Examinations (reviews) that it may be expected to ask for on one day; null: as many as there are."""
    back_test = models.JSONField(null=True)
    """The latest back-test, as the engine tells it, with the span it looked at."""
    activated_at = models.DateTimeField(_("Active since"), null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "revision"], name="risk_rule_version_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state=RuleState.ACTIVE), name="risk_rule_one_active"
            ),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="risk_rule_dates"),
            models.CheckConstraint(
                condition=Q(probability__gt=0, probability__lte=1), name="risk_rule_probability"
            ),
            models.CheckConstraint(
                condition=~Q(lane=RuleLane.REVIEW) | Q(probability=1), name="risk_rule_review_is_certain"
            ),
        ]
        indexes = [models.Index(fields=["state", "valid_from", "valid_to"])]

    @property
    def title(self) -> Text:
        """Both titles."""
        return Text(zh=self.zh, en=self.en)


class Selection(models.Model):
    """One declaration's way through one draw; a declaration lodged again goes through another."""

    declaration = models.CharField(_("Declaration"), max_length=40)
    version = models.PositiveIntegerField()
    office = models.ForeignKey("identity.Organisation", models.PROTECT, null=True, related_name="+")
    flow = models.CharField(_("Import or export"), max_length=1, blank=True)
    trader_code = models.CharField(_("Trader code"), max_length=64, blank=True)
    facts = models.JSONField(null=True)
    """What the rules saw, frozen before the decision; `facts_sha256` of its canonical JSON is in the draw's inputs."""
    facts_sha256 = models.CharField(max_length=64, blank=True)
    entered_at = models.DateTimeField(_("Entered"))
    draw = models.CharField(_("Draw"), max_length=80)
    decided_at = models.DateTimeField(_("Decided"), null=True)
    lane = models.CharField(_("Lane"), max_length=12, blank=True)
    by_risk = models.BooleanField(_("Chosen by rules"), default=False)
    by_random = models.BooleanField(_("Chosen at random"), default=False)
    inclusion = models.CharField(_("Inclusion probability"), max_length=80, blank=True)
    random_share = models.CharField(max_length=80, blank=True)
    risk_share = models.CharField(max_length=80, blank=True)
    method = models.CharField(_("Method"), max_length=10, blank=True, choices=Method.choices)
    container = models.CharField(_("Container"), max_length=11, blank=True)
    unloading = models.CharField(_("Unloading"), max_length=10, blank=True)
    officers = models.JSONField(default=dict)
    degraded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["declaration", "version"], name="selection_once"),
            models.UniqueConstraint(
                fields=["declaration"], condition=Q(decided_at__isnull=True), name="selection_one_pending"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, lane="") | (Q(decided_at__isnull=False) & ~Q(lane="")),
                name="selection_lane_when_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["trader_code", "declaration"], name="selection_of_trader"),
            models.Index(fields=["-decided_at"]),
        ]

    def __str__(self) -> str:
        return self.declaration


class RuleHit(models.Model):
    """A rule's version that held of a declaration: whether it was one of those that chose it, and why it held."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="hits")
    rule = models.ForeignKey(RiskRule, models.PROTECT, related_name="hits")
    matches = models.JSONField(default=list)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.ACTS)
    chose = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["selection", "rule"], name="rule_hit_once")]

    def __str__(self) -> str:
        return f"{self.selection_id} {self.rule_id}"


class Outcome(models.Model):
    """What came of a choice, kept for each that made it: a rule's version, or (rule null) the random share."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="outcomes")
    arm = models.CharField(_("Chosen by"), max_length=8, choices=Arm.choices)
    rule = models.ForeignKey(RiskRule, models.PROTECT, null=True, related_name="outcomes")
    finding = models.BooleanField(_("Finding"))
    result_code = models.CharField(_("Result"), max_length=40, blank=True)
    recovered_value = models.DecimalField(
        _("Recovered value (CNY)"), max_digits=20, decimal_places=2, default=Decimal(0)
    )
    at = models.DateTimeField(_("At"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["selection", "arm", "rule"], nulls_distinct=False, name="outcome_once"
            ),
            models.CheckConstraint(
                condition=Q(arm=Arm.RANDOM, rule__isnull=True) | (~Q(arm=Arm.RANDOM) & Q(rule__isnull=False)),
                name="outcome_rule_unless_random",
            ),
        ]
        indexes = [models.Index(fields=["rule", "finding"])]

    def __str__(self) -> str:
        return f"{self.selection_id} {self.arm} {self.finding}"
