"""Reads of identity: from a user to the actor they are today."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongguan.platform.identity.enums import OrganisationKind
from tongguan.platform.identity.models import ApiToken, Delegation, Organisation, Position, User
from tongguan.platform.permissions.interface import Actor, granted_to


def in_force(on: date) -> Q:
    """The condition that a dated grant holds on that day."""
    return Q(valid_from__lte=on, revoked_at__isnull=True) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def actor_of(user: User, on: date | None = None) -> Actor:
    """What a person may do on a day (today by default): two queries, positions and delegations."""
    day = on or timezone.localdate()
    positions = list(
        Position.objects.filter(in_force(day), user=user).values_list(
            "role", "organisation_id", "organisation__kind"
        )
    )
    organisations: dict[int, frozenset[str]] = {}
    for role, organisation_id, _kind in positions:
        held = organisations.get(organisation_id, frozenset())
        organisations[organisation_id] = held | granted_to(role)
    own = dict(organisations)
    if own and any(kind != OrganisationKind.CUSTOMS for _r, _o, kind in positions):
        for principal_id, agent_id, codes in Delegation.objects.filter(
            in_force(day), agent_id__in=own
        ).values_list("principal_id", "agent_id", "permissions"):
            lent = own[agent_id] & frozenset(codes)
            organisations[principal_id] = organisations.get(principal_id, frozenset()) | lent
    return Actor(
        kind="person",
        name=str(user),
        user_id=user.pk,
        roles=frozenset(role for role, _o, _k in positions),
        permissions=frozenset().union(*own.values()) if own else frozenset(),
        organisations=organisations,
        office_ids=frozenset(o for _r, o, kind in positions if kind == OrganisationKind.CUSTOMS),
        language=user.language,
    )


def token_digest(secret: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(secret.encode()).digest()


def user_of_token(secret: str) -> User | None:
    """The active person behind a bearer token, or None."""
    token = (
        ApiToken.objects.select_related("user")
        .filter(
            digest=token_digest(secret),
            revoked_at__isnull=True,
            expires_at__gt=timezone.now(),
            user__is_active=True,
        )
        .first()
    )
    return token.user if token else None


def holders(role: str, *, office_id: int | None = None, on: date | None = None) -> QuerySet[Position]:
    """Positions in force of a role, at one office where given."""
    found = Position.objects.filter(in_force(on or timezone.localdate()), role=role, user__is_active=True)
    return found.filter(organisation_id=office_id) if office_id else found


def organisation_by_code(code: str) -> Organisation | None:
    """The organisation with this house code, customs registration code or USCC."""
    if not code:
        return None
    return Organisation.objects.filter(Q(code=code) | Q(customs_code=code) | Q(uscc=code)).first()
