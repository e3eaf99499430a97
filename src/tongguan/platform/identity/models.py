"""Tables of identity."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tongguan.platform.identity.enums import CreditLevel, OrganisationKind
from tongguan.platform.permissions.interface import ROLES


def role_choices() -> list[tuple[str, str]]:
    """The roles of the house; asked for when needed, so that a new role changes no table."""
    return [(role.code, role.title.en) for role in ROLES]


class User(AbstractUser):
    """A person who signs in. What they may do follows from positions, never from flags on this row."""

    display_name = models.CharField(_("Display name"), max_length=100, blank=True)
    language = models.CharField(_("Language"), max_length=10, default="zh-hans")
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    password_change_due = models.BooleanField(_("Must change the password"), default=False)

    class Meta:
        db_table = "identity_user"

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """The name that pages show."""
        return str(self)

    def get_session_auth_hash(self) -> str:
        """What a session must repeat to stay signed in: it changes with the password and with `session_epoch`,
        so raising the epoch ends every session of the person at its next request."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under earlier secret keys."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str) -> str:
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("tongguan.identity.session", value, secret=secret, algorithm="sha256").hexdigest()


class Organisation(models.Model):
    """A customs office, an enterprise or another agency."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    kind = models.CharField(_("Kind"), max_length=12, choices=OrganisationKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    uscc = models.CharField(_("Unified social credit code"), max_length=18, blank=True)
    customs_code = models.CharField(_("Customs registration code"), max_length=10, blank=True)
    credit_level = models.CharField(
        _("Credit level"), max_length=12, choices=CreditLevel.choices, default=CreditLevel.GENERAL
    )
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="organisation_uscc_once"),
            models.UniqueConstraint(
                fields=["customs_code"], condition=~Q(customs_code=""), name="organisation_customs_code_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class DatedGrant(models.Model):
    """Something that holds from a day to a day, inclusive; an open end is null."""

    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Position(DatedGrant):
    """A person in a role at an organisation, for a time."""

    user = models.ForeignKey(User, models.PROTECT, related_name="positions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="positions")
    role = models.CharField(_("Role"), max_length=30, choices=role_choices)
    skills = models.JSONField(_("Skills"), default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="position_dates"
            )
        ]
        indexes = [models.Index(fields=["user"]), models.Index(fields=["role", "organisation"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.organisation}"


class Delegation(DatedGrant):
    """One organisation lets another act for it, within a scope of permissions, for a time (委托)."""

    principal = models.ForeignKey(Organisation, models.PROTECT, related_name="delegations_given")
    agent = models.ForeignKey(Organisation, models.PROTECT, related_name="delegations_held")
    permissions = models.JSONField(_("Permissions"), default=list)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="delegation_dates"
            ),
            models.CheckConstraint(condition=~Q(principal=F("agent")), name="delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.principal} → {self.agent}"


class ApiToken(models.Model):
    """A bearer token of a person for programs; only its SHA-256 is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("Name"), max_length=100)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
