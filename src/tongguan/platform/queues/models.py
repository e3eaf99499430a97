"""Tables of draws, duty and conflicts of interest."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongguan.platform.cases.models import Case
from tongguan.platform.queues.enums import ConflictReason, RoundState


class DrawRound(models.Model):
    """One round of a purpose. Rules and the house's commitment are fixed when it opens; the inputs (which hold
    pool, roster and commitments) when it closes; the record when it is done. Nothing of it is shown before.

    `number` counts the rounds of a purpose without a gap; the ledger has it from the opening on, so a round that is
    left out of a day's export is missed. Rounds from before that rule have none."""

    id = models.CharField(max_length=80, primary_key=True)
    purpose = models.CharField(max_length=40)
    number = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    opened_at = models.DateTimeField()
    cut_off_at = models.DateTimeField()
    reveal_within_seconds = models.PositiveIntegerField(default=0)
    repeat_days = models.PositiveIntegerField(default=0)
    rules = models.JSONField()
    alias_key = models.BinaryField(max_length=32)
    opening_entry_id = models.BigIntegerField(null=True)
    inputs = models.JSONField(null=True)
    officers = models.JSONField(default=dict)
    commitment = models.CharField(max_length=64, blank=True)
    commitment_entry_id = models.BigIntegerField(null=True)
    committed_at = models.DateTimeField(null=True)
    reveal_until = models.DateTimeField(null=True)
    record = models.BinaryField(null=True)
    result_entry_id = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=80, blank=True)
    counts = models.JSONField(default=dict)
    fallbacks = models.JSONField(default=dict)
    """How often each fallback was taken, by its code."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "number"], name="round_number_once")]
        indexes = [
            models.Index(fields=["purpose", "-opened_at"]),
            models.Index(fields=["opened_at"], name="round_opened"),
            models.Index(
                fields=["cut_off_at"],
                condition=Q(state__in=["open", "committed", "revealed"]),
                name="round_running",
            ),
        ]

    def __str__(self) -> str:
        return self.id


class DrawParty(models.Model):
    """Who contributes randomness to a round. The house's secret lies here encrypted until it is revealed."""

    round = models.ForeignKey(DrawRound, models.CASCADE, related_name="parties")
    party = models.CharField(max_length=80)
    name = models.CharField(max_length=100)
    commitment = models.CharField(max_length=64)
    committed_at = models.DateTimeField()
    sealed = models.BinaryField(null=True)
    secret = models.CharField(max_length=1024, blank=True)
    nonce = models.CharField(max_length=1024, blank=True)
    revealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "party"], name="party_once")]

    def __str__(self) -> str:
        return f"{self.party} @ {self.round_id}"


class DrawEntry(models.Model):
    """One thing that may be selected, as its caller entered it. `alias` is what the public record calls it:
    SHA-256 over `salt` and the real reference, so that only who is given the salt can find it there."""

    round = models.ForeignKey(DrawRound, models.CASCADE, related_name="entries")
    purpose = models.CharField(max_length=40)
    entry = models.CharField(max_length=80)
    salt = models.CharField(max_length=32)
    alias = models.CharField(max_length=64)
    given = models.JSONField()
    entered_at = models.DateTimeField()
    result = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "entry"], name="entry_once_a_round")]
        indexes = [models.Index(fields=["purpose", "entry"])]

    def __str__(self) -> str:
        return f"{self.purpose} {self.entry}"


class DrawAssignment(models.Model):
    """One part in one selected entry, by the draw; or open, with the reason, until two people fill it."""

    entry = models.ForeignKey(DrawEntry, models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=60)
    place = models.PositiveSmallIntegerField()
    officer = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    eligible = models.PositiveIntegerField(default=0)
    fallback = models.CharField(max_length=30, blank=True)
    lapsed = models.BooleanField(default=False)
    """That an open part is no longer needed: its owner drew again or did without."""
    firms = models.JSONField(default=list)
    at = models.DateTimeField()
    proposed_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    proposal_reason = models.CharField(max_length=500, blank=True)
    approved_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "role", "place"], name="assignment_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="fallback_two_people",
            ),
            models.CheckConstraint(
                condition=Q(fallback="") | Q(officer__isnull=True) | Q(approved_by__isnull=False),
                name="fallback_needs_approval",
            ),
        ]
        indexes = [models.Index(fields=["officer", "at"])]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.role}"


class Duty(models.Model):
    """A position on duty at a site from a moment to a moment; switched off when the person is called away."""

    position = models.ForeignKey(
        "identity.Position", models.PROTECT, related_name="duties", verbose_name=_("Position")
    )
    site = models.CharField(_("Site"), max_length=60, blank=True)
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("To"))
    available = models.BooleanField(_("Available"), default=True)
    skills = models.JSONField(_("Skills"), default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_ends_after_start")
        ]
        indexes = [models.Index(fields=["starts_at", "ends_at"]), models.Index(fields=["site", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.position_id} {self.site} {self.starts_at:%m-%d %H:%M}"


class DrawDay(models.Model):
    """That a day is over: the ledger's entry says which numbers of which purpose were opened in it."""

    day = models.DateField(unique=True)
    entry_id = models.BigIntegerField()
    rounds = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.day}"


class ManualAssignment(Case):
    """A part for which a draw found nobody: one person names an officer and says why, another approves."""

    part = models.OneToOneField(DrawAssignment, models.PROTECT, related_name="manual")
    purpose = models.CharField(_("Purpose"), max_length=40)
    entry = models.CharField(_("Entry"), max_length=80)
    role = models.CharField(_("Part"), max_length=60)
    fallback = models.CharField(_("Why nobody"), max_length=30)
    officer = models.ForeignKey(
        "identity.User", models.PROTECT, null=True, related_name="+", verbose_name=_("Officer")
    )
    reason = models.CharField(_("Reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("Manual assignment")
        indexes = [models.Index(fields=["state", "changed_at"])]


class Conflict(models.Model):
    """An officer keeps away from an organisation, or from every firm a person works for, for a reason, from a day to a
    day (inclusive). Rows are ended, never changed. Who the relative is lies sealed (`sealed_note`)."""

    officer = models.ForeignKey("identity.User", models.PROTECT, related_name="+", verbose_name=_("Officer"))
    organisation = models.ForeignKey(
        "identity.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Organisation"),
    )
    person = models.ForeignKey(
        "identity.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Person"),
    )
    reason = models.CharField(_("Reason"), max_length=10, choices=ConflictReason.choices)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    sealed_note = models.BinaryField(null=True)
    declared_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField(_("Declared"), default=timezone.now)
    ended_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="conflict_dates"
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, person__isnull=True)
                | Q(organisation__isnull=True, person__isnull=False),
                name="conflict_one_counterpart",
            ),
        ]
        indexes = [models.Index(fields=["officer", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.officer_id} ≠ {self.organisation_id or self.person_id}"
