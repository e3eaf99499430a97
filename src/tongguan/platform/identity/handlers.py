"""What signing in and out, passwords and second factors leave behind: audit entries and session marks."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import end_streams
from tongguan.platform.identity.models import User
from tongguan.platform.identity.sessions import SECOND_FACTOR
from tongguan.platform.permissions.interface import ANONYMOUS, Actor


def _note(user: User | None, action: str, data: dict[str, Any]) -> None:
    actor = Actor(kind="person", name=str(user), user_id=user.pk) if user else ANONYMOUS
    subject = ("user", str(user.pk) if user else "")
    with transaction.atomic():
        record(actor=actor, action=action, subject=subject, data=data)


@receiver(user_logged_in, dispatch_uid="identity.signed_in")
def signed_in(sender: Any, user: User, **_given: Any) -> None:
    """Someone signed in."""
    _note(user, "identity.signed_in", {})


@receiver(user_logged_out, dispatch_uid="identity.signed_out")
def signed_out(sender: Any, user: User | None, **_given: Any) -> None:
    """Someone signed out of this session."""
    if user is not None:
        end_streams(user.pk)
        _note(user, "identity.signed_out", {})


@receiver(user_locked_out, dispatch_uid="identity.locked_out")
def locked_out(
    sender: Any, username: str | None = None, ip_address: str | None = None, **_given: Any
) -> None:
    """Too many wrong passwords."""
    _note(None, "identity.locked_out", {"username": (username or "")[:150], "address": ip_address or ""})


@receiver([password_changed, password_reset, password_set], dispatch_uid="identity.password_changed")
def own_password(sender: Any, user: User, **_given: Any) -> None:
    """A person chose a password: an initial one is no longer due for change."""
    User.objects.filter(pk=user.pk, password_change_due=True).update(password_change_due=False)
    end_streams(user.pk)
    _note(user, "identity.password.changed", {})


@receiver([authenticator_added, authenticator_used], dispatch_uid="identity.second_factor")
def second_factor(sender: Any, request: HttpRequest, **_given: Any) -> None:
    """This session proved a second factor, by setting one up or by using it."""
    request.session[SECOND_FACTOR] = True


@receiver(authenticator_added, dispatch_uid="identity.second_factor_added")
def second_factor_added(sender: Any, user: User, authenticator: Any, **_given: Any) -> None:
    """Audit only."""
    _note(user, "identity.second_factor.added", {"type": str(authenticator.type)})


@receiver(authenticator_removed, dispatch_uid="identity.second_factor_removed")
def second_factor_removed(
    sender: Any, request: HttpRequest, user: User, authenticator: Any, **_given: Any
) -> None:
    """Without a second factor the session has proven none."""
    request.session.pop(SECOND_FACTOR, None)
    _note(user, "identity.second_factor.removed", {"type": str(authenticator.type)})
