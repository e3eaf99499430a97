"""Writes of identity; each leaves an audit entry."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.platform.audit.interface import record
from tongguan.platform.identity.models import ApiToken, Delegation, Organisation, Position, User
from tongguan.platform.identity.queries import token_digest
from tongguan.platform.permissions.interface import Actor, NotAllowed, Refused, permissions, require, role


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    user: User,
    organisation: Organisation,
    role_code: str,
    valid_from: date,
    valid_to: date | None = None,
    skills: Iterable[str] = (),
) -> Position:
    """Give a person a position. A customs role needs a customs office, a trade role anything else."""
    require(actor, "identity.administer")
    wanted = role(role_code)
    if (wanted.side == "customs") != (organisation.kind == "customs"):
        raise Refused(
            Problem(
                "identity.role_side",
                Text(zh="该岗位与机构类型不符", en="This role does not belong to that kind of organisation"),
                pointer="role",
            )
        )
    if actor.user_id == user.pk:
        raise Refused(
            Problem(
                "identity.own_position",
                Text(zh="不能给自己授予岗位", en="Nobody appoints themselves"),
                pointer="user",
            )
        )
    position = Position.objects.create(
        user=user,
        organisation=organisation,
        role=role_code,
        valid_from=valid_from,
        valid_to=valid_to,
        skills=list(skills),
    )
    record(
        actor=actor,
        action="identity.position.appointed",
        subject=("position", str(position.pk)),
        data={"user": user.username, "organisation": organisation.code, "role": role_code},
    )
    return position


@transaction.atomic
def delegate(
    *,
    actor: Actor,
    principal: Organisation,
    agent: Organisation,
    permission_codes: Iterable[str],
    valid_from: date,
    valid_to: date | None = None,
) -> Delegation:
    """Let `agent` act for `principal`; only who may delegate for the principal can, and only what it holds."""
    if not (actor.may("identity.administer") or actor.may_for("identity.delegate", principal.pk)):
        raise NotAllowed("identity.delegate")
    codes = sorted(set(permission_codes))
    unknown = [code for code in codes if code not in permissions()]
    if unknown or not codes:
        raise Refused(
            Problem(
                "identity.delegation_scope",
                Text(zh="委托范围含未知权限", en=f"Unknown or empty scope: {', '.join(unknown) or '—'}"),
                pointer="permissions",
            )
        )
    delegation = Delegation.objects.create(
        principal=principal,
        agent=agent,
        permissions=codes,
        valid_from=valid_from,
        valid_to=valid_to,
        created_by_id=actor.user_id,
    )
    record(
        actor=actor,
        action="identity.delegation.given",
        subject=("delegation", str(delegation.pk)),
        data={"principal": principal.code, "agent": agent.code, "permissions": codes},
    )
    return delegation


@transaction.atomic
def revoke(*, actor: Actor, grant: Position | Delegation) -> None:
    """End a position or delegation at once; the next request already lacks it."""
    if isinstance(grant, Position):
        require(actor, "identity.administer")
    elif not (actor.may("identity.administer") or actor.may_for("identity.delegate", grant.principal_id)):
        raise NotAllowed("identity.delegate")
    kind = type(grant).__name__.lower()
    type(grant).objects.filter(pk=grant.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    record(actor=actor, action=f"identity.{kind}.revoked", subject=(kind, str(grant.pk)), data={})


@transaction.atomic
def issue_token(*, actor: Actor, user: User, name: str, valid_days: int) -> str:
    """Make a bearer token for a person and return it; it is shown this once. Own tokens, or an administrator's."""
    if actor.user_id != user.pk:
        require(actor, "identity.administer")
    secret = "tg_" + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=token_digest(secret),
        expires_at=timezone.now() + timedelta(days=valid_days),
    )
    record(actor=actor, action="identity.token.issued", subject=("token", str(token.pk)), data={"name": name})
    return secret
