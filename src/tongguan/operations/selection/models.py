"""Tables of selection. What is decided becomes readable only when `Selection.decided_at` is set."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.operations.selection.enums import (
    Arm,
    Method,
    ModelState,
    Retrained,
    RuleLane,
    RuleState,
    Standing,
)
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


class RiskModel(Case):
    """One version of a learned risk model (K11): what it learned, from what, and how good that was, never changes."""

    code = models.CharField(_("Code"), max_length=30)
    revision = models.PositiveIntegerField(_("Version"))
    zh = models.CharField(_("Chinese title"), max_length=100)
    en = models.CharField(_("English title"), max_length=100)
    algorithm = models.CharField(_("Algorithm"), max_length=20)
    scope = models.JSONField(default=dict)
    """For each field what its value may begin with; empty: every declaration."""
    model_sha256 = models.CharField(_("SHA-256 of the model"), max_length=64)
    data_sha256 = models.CharField(_("SHA-256 of the data"), max_length=64, blank=True)
    code_version = models.CharField(_("Version of the program"), max_length=40, blank=True)
    random_arm = models.BooleanField(default=False)
    """Whether it was trained on enough outcomes that chance had chosen."""
    last_day = models.DateField(_("Learned until"))
    facts = models.JSONField(default=dict)
    """What training tells: windows, numbers, metrics with intervals, gates."""
    monitor = models.JSONField(default=dict)
    """The latest look at drift and calibration."""
    live_since = models.DateTimeField(_("Live since"), null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "revision"], name="risk_model_version_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state=ModelState.LIVE), name="risk_model_one_live"
            ),
        ]
        indexes = [models.Index(fields=["state"], name="risk_model_state")]

    @property
    def title(self) -> Text:
        """Both titles."""
        return Text(zh=self.zh, en=self.en)


class ModelFile(models.Model):
    """The bytes of a risk model, apart from its row, so that no list reads them."""

    model = models.OneToOneField(RiskModel, models.CASCADE, related_name="file", primary_key=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.model_id)


class Retraining(models.Model):
    """A look by the clock at one code of models: whether a challenger was trained, and if not, why not."""

    at = models.DateTimeField(_("At"))
    code = models.CharField(_("Code"), max_length=30)
    kind = models.CharField(_("Result"), max_length=12, choices=Retrained.choices)
    new_outcomes = models.PositiveIntegerField(_("New outcomes"), default=0)
    zh = models.TextField(blank=True)
    en = models.TextField(blank=True)
    challenger = models.ForeignKey(RiskModel, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["code", "-at"], name="retraining_latest")]

    def __str__(self) -> str:
        return f"{self.code} {self.at:%Y-%m-%d} {self.kind}"

    @property
    def text(self) -> Text:
        """What came of it, in both languages."""
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
    model_chance = models.CharField(max_length=80, blank=True)
    """The highest chance that live models gave, as a fraction; empty: none did."""
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


class ModelScore(models.Model):
    """What a model said of a declaration before its draw; the SHA-256 of all of them is in the draw's inputs."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="scores")
    model = models.ForeignKey(RiskModel, models.PROTECT, related_name="scores")
    probability = models.FloatField(_("Probability of a finding"))
    revenue = models.FloatField(_("Expected revenue (CNY)"))
    probability_at = models.FloatField()
    """From which probability a declaration belonged to the first quota then; likewise `revenue_at` to the second."""
    revenue_at = models.FloatField()
    quotas = models.JSONField(default=list)
    chance = models.CharField(max_length=80)
    """The chance of examination that it gave, as a fraction; `0` in shadow and outside the quotas."""
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.ACTS)
    reasons = models.JSONField(default=list)
    chose = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["selection", "model"], name="model_score_once")]
        indexes = [models.Index(fields=["model", "-selection"], name="model_score_latest")]

    def __str__(self) -> str:
        return f"{self.selection_id} {self.model_id}"


class Outcome(models.Model):
    """What came of a choice, kept for each that made it: a rule's version, a model's, or the random share."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="outcomes")
    arm = models.CharField(_("Chosen by"), max_length=8, choices=Arm.choices)
    rule = models.ForeignKey(RiskRule, models.PROTECT, null=True, related_name="outcomes")
    model = models.ForeignKey(RiskModel, models.PROTECT, null=True, related_name="outcomes")
    finding = models.BooleanField(_("Finding"))
    result_code = models.CharField(_("Result"), max_length=40, blank=True)
    recovered_value = models.DecimalField(
        _("Recovered value (CNY)"), max_digits=20, decimal_places=2, default=Decimal(0)
    )
    at = models.DateTimeField(_("At"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["selection", "arm", "rule", "model"], nulls_distinct=False, name="outcome_once"
            ),
            models.CheckConstraint(
                condition=Q(arm=Arm.RANDOM, rule__isnull=True, model__isnull=True)
                | Q(arm=Arm.MODEL, rule__isnull=True, model__isnull=False)
                | Q(arm__in=(Arm.RISK, Arm.REVIEW), rule__isnull=False, model__isnull=True),
                name="outcome_names_its_chooser",
            ),
        ]
        indexes = [models.Index(fields=["rule", "finding"])]

    def __str__(self) -> str:
        return f"{self.selection_id} {self.arm} {self.finding}"
