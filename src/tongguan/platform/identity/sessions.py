"""What a session must show before some pages open: a second factor, an own password, a recent proof."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import ROLES, Actor

SECOND_FACTOR = "identity_second_factor"
"""Session key: this session proved a second factor."""

STEP_UP_WITHIN_S = 600
"""How fresh a proof must be to open a guarded form."""
STEP_UP_GRACE_S = 600
"""How much longer a form that was opened in time may still be sent."""

PASSWORD_DUE = Problem(
    "identity.password_change_due",
    Text(zh="请先修改初始密码。", en="Change your initial password first."),
)
SECOND_FACTOR_DUE = Problem(
    "identity.second_factor_due",
    Text(
        zh="您的岗位要求双重认证，请先启用。",
        en="Your position requires two-factor sign-in; set it up first.",
    ),
)


def second_factor_roles() -> frozenset[str]:
    """The roles that need a second factor: TOTP_REQUIRED_ROLES, where `customs` and `trade` name a whole side."""
    named = frozenset(getattr(settings, "TOTP_REQUIRED_ROLES", ()))
    return frozenset(role.code for role in ROLES if role.code in named or role.side in named)


def due(request: HttpRequest, actor: Actor) -> tuple[Problem, str] | None:
    """What a signed-in person must do before anything else, with the name of the page for it; None: nothing."""
    if request.user.password_change_due:  # type: ignore[union-attr]
        return PASSWORD_DUE, "account_change_password"
    if actor.roles & second_factor_roles() and not request.session.get(SECOND_FACTOR):
        return SECOND_FACTOR_DUE, "mfa_activate_totp"
    return None


def recently_authenticated(request: HttpRequest, within_s: float = STEP_UP_WITHIN_S) -> bool:
    """Whether this session's person proved who they are (password, code or provider) in the last `within_s`."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return bool(records) and time.time() - records[-1]["at"] < within_s


def step_up(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let only who proved themselves a moment ago open this page or sign this act: `@page(…)` above, this below.

    Others are sent to prove it and come back. A form opened in time may be sent a while longer; one sent too
    late is not kept, so that nothing is signed without being seen again.
    """

    @wraps(view)
    def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reading = request.method in ("GET", "HEAD")
        if recently_authenticated(request, STEP_UP_WITHIN_S + (0 if reading else STEP_UP_GRACE_S)):
            return view(request, *args, **kwargs)
        back = request.get_full_path()
        if not reading:
            messages.warning(request, _("Too much time has passed. Confirm who you are, then send it again."))
            back = _page_before(request)
        return HttpResponseRedirect(f"{reverse(_proof(request))}?{urlencode({'next': back})}")

    return fresh


def _page_before(request: HttpRequest) -> str:
    """The page of this house that the form was sent from, the start page where that is unknown."""
    referrer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(referrer)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return "/"


def _proof(request: HttpRequest) -> str:
    """The page where this person proves themselves: a code where they have one, else the password."""
    ways = [way["id"] for way in get_reauthentication_flows(request.user)]  # type: ignore[arg-type]
    if "mfa_reauthenticate" in ways:
        return "mfa_reauthenticate"
    return "account_reauthenticate" if ways else "account_login"
