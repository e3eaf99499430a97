"""Writes of identity; each leaves an audit entry."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from datetime import date, timedelta

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import end_streams
from tongguan.platform.identity.enums import OrganisationKind
from tongguan.platform.identity.models import ApiToken, Delegation, Organisation, Position, User
from tongguan.platform.identity.queries import delegable, in_force, token_digest
from tongguan.platform.permissions.interface import Actor, NotAllowed, NotFound, Refused, require, role

TOKEN_DAYS_MAX = 365
PROVIDER_ID = "sso"
"""The name of the sign-in provider in the settings."""


def refusal(code: str, zh: str, en: str, pointer: str = "") -> Refused:
    """A refusal with one problem."""
    return Refused(Problem(code, Text(zh=zh, en=en), pointer=pointer))


def _may_delegate(actor: Actor, principal_id: int) -> None:
    if not (actor.may("identity.administer") or actor.may_for("identity.delegate", principal_id)):
        raise NotAllowed("identity.delegate")


def _in_order(valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to < valid_from:
        raise refusal(
            "identity.dates", "结束日期早于开始日期", "The last day is before the first day", "valid_to"
        )


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
    if (wanted.side == "customs") != (organisation.kind == OrganisationKind.CUSTOMS):
        raise refusal(
            "identity.role_side",
            "该岗位与机构类型不符",
            "This role does not belong to that kind of organisation",
            "role_code",
        )
    if actor.user_id == user.pk:
        raise refusal("identity.own_position", "不能给自己授予岗位", "Nobody appoints themselves", "user")
    _in_order(valid_from, valid_to)
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
    """Let `agent` act for `principal`; only who may delegate for the principal can, and only trade permissions."""
    _may_delegate(actor, principal.pk)
    codes = sorted(set(permission_codes))
    outside = [code for code in codes if code not in delegable()]
    if outside or not codes:
        raise refusal(
            "identity.delegation_scope",
            f"委托范围为空或含不可委托的权限：{'、'.join(outside) or '—'}",
            f"The scope is empty or holds what cannot be delegated: {', '.join(outside) or '—'}",
            "permissions",
        )
    if OrganisationKind.CUSTOMS in (principal.kind, agent.kind):
        raise refusal(
            "identity.delegation_customs",
            "海关机构不作委托",
            "A customs office neither delegates nor acts as an agent",
            "agent",
        )
    if agent.pk == principal.pk:
        raise refusal(
            "identity.delegation_self", "不能委托给本机构", "Nobody delegates to themselves", "agent"
        )
    _in_order(valid_from, valid_to)
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
    else:
        _may_delegate(actor, grant.principal_id)
    kind = type(grant).__name__.lower()
    ended = type(grant).objects.filter(pk=grant.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    if not ended:
        return
    for user_id in [grant.user_id] if isinstance(grant, Position) else _people_of(grant.agent_id):
        end_streams(user_id)
    record(actor=actor, action=f"identity.{kind}.revoked", subject=(kind, str(grant.pk)), data={})


def _people_of(organisation_id: int) -> Iterable[int]:
    """Everybody with a position there: a delegation lends its authority to all of them."""
    positions = Position.objects.filter(in_force(timezone.localdate()), organisation_id=organisation_id)
    return positions.order_by("user_id").values_list("user_id", flat=True).distinct()


@transaction.atomic
def issue_token(*, actor: Actor, user: User, name: str, valid_days: int) -> str:
    """Make a bearer token for a person and return it; it is shown this once. Own tokens, or an administrator's."""
    if actor.user_id != user.pk:
        require(actor, "identity.administer")
    if not 1 <= valid_days <= TOKEN_DAYS_MAX:
        raise refusal(
            "identity.token_days",
            f"有效期为 1 至 {TOKEN_DAYS_MAX} 天",
            f"A token is valid for 1 to {TOKEN_DAYS_MAX} days",
            "valid_days",
        )
    secret = "tg_" + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=token_digest(secret),
        expires_at=timezone.now() + timedelta(days=valid_days),
    )
    record(actor=actor, action="identity.token.issued", subject=("token", str(token.pk)), data={"name": name})
    return secret


@transaction.atomic
def revoke_token(*, actor: Actor, token_id: uuid.UUID) -> None:
    """End a token at once: the actor's own, or anyone's for an administrator."""
    found = ApiToken.objects.filter(pk=token_id)
    if not actor.may("identity.administer"):
        found = found.filter(user_id=actor.user_id)
    if not found.exists():
        raise NotFound(Text(zh="令牌", en="token"))
    if found.filter(revoked_at__isnull=True).update(revoked_at=timezone.now()):
        record(actor=actor, action="identity.token.revoked", subject=("token", str(token_id)), data={})


@transaction.atomic
def create_person(
    *, actor: Actor, username: str, display_name: str = "", email: str = "", language: str = "zh-hans"
) -> tuple[User, str]:
    """Make an account and return it with its initial password, which is told this once and must be changed."""
    require(actor, "identity.administer")
    if User.objects.filter(username__iexact=username).exists():
        raise refusal("identity.username_taken", "用户名已被使用", "This user name is taken", "username")
    password = secrets.token_urlsafe(12)
    user = User(
        username=username,
        display_name=display_name,
        email=email,
        language=language,
        password_change_due=True,
    )
    user.set_password(password)
    user.save()
    record(
        actor=actor,
        action="identity.person.created",
        subject=("user", str(user.pk)),
        data={"username": username},
    )
    return user, password


@transaction.atomic
def set_active(*, actor: Actor, user: User, active: bool) -> None:
    """Close or reopen an account; closing ends its sessions and tokens at once. Nobody closes their own."""
    require(actor, "identity.administer")
    if actor.user_id == user.pk:
        raise refusal("identity.own_account", "不能停用自己的账户", "Nobody closes their own account")
    User.objects.filter(pk=user.pk).update(is_active=active, session_epoch=F("session_epoch") + 1)
    end_streams(user.pk)
    if not active:
        ApiToken.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=timezone.now())
    action = "identity.person.reopened" if active else "identity.person.closed"
    record(actor=actor, action=action, subject=("user", str(user.pk)), data={"username": user.username})


@transaction.atomic
def reset_password(*, actor: Actor, user: User) -> str:
    """Give a person a new initial password and return it; it must be changed. Their sessions end."""
    require(actor, "identity.administer")
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.password_change_due = True
    user.save(update_fields=["password", "password_change_due"])
    end_streams(user.pk)
    record(actor=actor, action="identity.password.reset", subject=("user", str(user.pk)), data={})
    return password


@transaction.atomic
def end_sessions(*, actor: Actor, user: User) -> None:
    """Sign a person out everywhere: oneself, or anyone for an administrator. Tokens stay."""
    if actor.user_id != user.pk:
        require(actor, "identity.administer")
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    end_streams(user.pk)
    record(actor=actor, action="identity.sessions.ended", subject=("user", str(user.pk)), data={})


@transaction.atomic
def link_provider(*, actor: Actor, user: User, subject: str) -> None:
    """Let the provider's account `subject` (its `sub`) sign in as this person, in place of one linked before; an
    empty subject takes the link away and ends the person's sessions. Nobody links their own."""
    require(actor, "identity.administer")
    subject = subject.strip()
    if actor.user_id == user.pk:
        raise refusal("identity.own_link", "不能关联自己的账号", "Nobody links their own account", "subject")
    if len(subject) > 191 or not subject.isprintable():
        raise refusal("identity.subject", "标识无效", "Not a subject of the provider", "subject")
    if SocialAccount.objects.filter(provider=PROVIDER_ID, uid=subject).exclude(user=user).exists():
        raise refusal(
            "identity.subject_taken",
            "此账号已关联其他人员",
            "This account is linked to somebody else",
            "subject",
        )
    SocialAccount.objects.filter(provider=PROVIDER_ID, user=user).delete()
    if subject:
        SocialAccount.objects.create(provider=PROVIDER_ID, user=user, uid=subject)
    else:
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        end_streams(user.pk)
    action = "identity.provider.linked" if subject else "identity.provider.unlinked"
    record(actor=actor, action=action, subject=("user", str(user.pk)), data={"subject": subject})


@transaction.atomic
def save_organisation(*, actor: Actor, organisation: Organisation) -> Organisation:
    """Add or change an organisation. A customs office lies under customs offices only, never under itself."""
    require(actor, "identity.administer")
    new = organisation.pk is None
    above, seen = organisation.parent, {organisation.pk} - {None}
    while above is not None:
        if above.pk in seen or above.kind != organisation.kind:
            raise refusal(
                "identity.organisation_tree",
                "上级机构须为同类机构，且不得循环",
                "The organisation above must be of the same kind and not lie below this one",
                "parent",
            )
        seen.add(above.pk)
        above = above.parent
    organisation.save()
    record(
        actor=actor,
        action="identity.organisation.added" if new else "identity.organisation.changed",
        subject=("organisation", str(organisation.pk)),
        data={
            "code": organisation.code,
            "name": organisation.name_zh,
            "kind": organisation.kind,
            "parent": organisation.parent_id,
            "credit_level": organisation.credit_level,
        },
    )
    return organisation
