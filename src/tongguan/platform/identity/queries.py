"""Reads of identity: from a user to the actor they are today."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from tongguan.platform.identity.enums import OrganisationKind
from tongguan.platform.identity.models import ApiToken, Delegation, Organisation, Position, User
from tongguan.platform.permissions.interface import ROLES, Actor, granted_to

NOT_DELEGABLE = frozenset({"identity.delegate"})
"""Who was lent authority does not lend it on."""


def in_force(on: date) -> Q:
    """The condition that a dated grant holds on that day."""
    return Q(valid_from__lte=on, revoked_at__isnull=True) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


GRANTS = """
    WITH RECURSIVE held AS (
        SELECT p.role, p.organisation_id, o.kind
        FROM identity_position p JOIN identity_organisation o ON o.id = p.organisation_id
        WHERE p.user_id = %(user)s AND p.valid_from <= %(day)s AND p.revoked_at IS NULL
          AND (p.valid_to IS NULL OR p.valid_to >= %(day)s)
    ), office AS (
        SELECT organisation_id AS id FROM held WHERE kind = 'customs'
        UNION
        SELECT child.id FROM identity_organisation child JOIN office ON child.parent_id = office.id
        WHERE child.kind = 'customs'
    )
    SELECT 'position', organisation_id, kind, role, NULL::jsonb FROM held
    UNION ALL SELECT 'office', id, NULL, NULL, NULL::jsonb FROM office
    UNION ALL
    SELECT 'delegation', d.principal_id, NULL, d.agent_id::text, d.permissions FROM identity_delegation d
    WHERE d.agent_id IN (SELECT organisation_id FROM held WHERE kind <> 'customs')
      AND d.valid_from <= %(day)s AND d.revoked_at IS NULL
      AND (d.valid_to IS NULL OR d.valid_to >= %(day)s)
"""
"""One round trip for a request's whole authority; never cached, so that what is revoked is gone at once."""


def actor_of(user: User, on: date | None = None) -> Actor:
    """What a person may do on a day (today by default), in one query.

    A customs position reaches the offices below its own: `office_ids` holds them all. A delegation lends the
    agent's people what they may do at home, within the delegation's scope, for the principal.
    """
    with connection.cursor() as cursor:
        cursor.execute(GRANTS, {"user": user.pk, "day": on or timezone.localdate()})
        rows = cursor.fetchall()
    own: dict[int, frozenset[str]] = defaultdict(frozenset)
    roles = set()
    for what, organisation_id, _kind, role, _scope in rows:
        if what == "position":
            roles.add(role)
            own[organisation_id] |= granted_to(role)
    organisations = dict(own)
    for what, principal_id, _kind, agent_id, scope in rows:
        if what == "delegation":
            lent = own[int(agent_id)] & _codes(scope)
            organisations[principal_id] = organisations.get(principal_id, frozenset()) | lent
    return Actor(
        kind="person",
        name=str(user),
        user_id=user.pk,
        roles=frozenset(roles),
        permissions=frozenset().union(*own.values()),
        organisations=organisations,
        office_ids=frozenset(office_id for what, office_id, *_rest in rows if what == "office"),
        language=user.language,
    )


def _codes(scope: Any) -> frozenset[str]:
    """The codes of a JSON array as the driver gives it: text under Django, a list elsewhere."""
    return frozenset(json.loads(scope) if isinstance(scope, str) else scope or ()) - NOT_DELEGABLE


def delegable() -> frozenset[str]:
    """What one organisation may let another do for it: what trade roles hold, except delegating itself."""
    trade = (granted_to(role.code) for role in ROLES if role.side == "trade")
    return frozenset().union(*trade) - NOT_DELEGABLE


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


def employers(user_ids: Iterable[int], on: date) -> list[tuple[int, int]]:
    """(person, firm) for each position in force on the trade side."""
    found = Position.objects.filter(in_force(on), user_id__in=list(user_ids)).exclude(
        organisation__kind="customs"
    )
    return list(found.values_list("user_id", "organisation_id").distinct())


BY_CODE = """
    SELECT * FROM identity_organisation
    WHERE code = ANY(%s) OR (customs_code = ANY(%s) AND customs_code <> '') OR (uscc = ANY(%s) AND uscc <> '')
"""
"""Asked with every lodgement; the conditions beside the codes are those of the partial indexes."""


def organisations_by_code(codes: Iterable[str]) -> dict[str, Organisation]:
    """Organisations by each of the given codes that is a house code, customs registration code or USCC."""
    wanted = sorted({code for code in codes if code})
    if not wanted:
        return {}
    return {
        code: organisation
        for organisation in Organisation.objects.raw(BY_CODE, [wanted, wanted, wanted])
        for code in (organisation.uscc, organisation.customs_code, organisation.code)
        if code in wanted
    }


def organisation_by_code(code: str) -> Organisation | None:
    """The organisation with this house code, customs registration code or USCC."""
    return organisations_by_code([code]).get(code)


def people(actor: Actor) -> QuerySet[User]:
    """All people, for who administers them; nobody else sees the list."""
    return User.objects.order_by("username") if actor.may("identity.administer") else User.objects.none()


def organisations_to_delegate_for(actor: Actor) -> QuerySet[Organisation]:
    """The organisations whose authority the actor may lend: all for an administrator, else the own ones."""
    found = Organisation.objects.exclude(kind=OrganisationKind.CUSTOMS).order_by("code")
    if actor.may("identity.administer"):
        return found
    own = [pk for pk, codes in actor.organisations.items() if "identity.delegate" in codes]
    return found.filter(pk__in=own)


def delegations(actor: Actor) -> QuerySet[Delegation]:
    """The delegations the actor may see: those given or held by own organisations; all for an administrator."""
    found = Delegation.objects.select_related("principal", "agent", "created_by").order_by("-id")
    if actor.may("identity.administer"):
        return found
    return found.filter(Q(principal_id__in=actor.organisations) | Q(agent_id__in=actor.organisations))


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's own tokens, newest first."""
    return ApiToken.objects.filter(user_id=actor.user_id).order_by("-created_at")


def state_on(grant: Position | Delegation, on: date | None = None) -> str:
    """`revoked`, `ended`, `coming` or `in_force` on a day (today by default)."""
    day = on or timezone.localdate()
    if grant.revoked_at is not None:
        return "revoked"
    if grant.valid_to is not None and grant.valid_to < day:
        return "ended"
    return "coming" if grant.valid_from > day else "in_force"
