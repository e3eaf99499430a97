"""How allauth behaves here: accounts are made by administrators, not by sign-up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tongguan.engines.problems import Problem, Text
from tongguan.platform.identity.models import User
from tongguan.platform.permissions.interface import Refused

NOT_BY_ONESELF = Problem(
    "identity.linked_by_administrator",
    Text(zh="统一登录账号由管理员关联", en="Accounts of the sign-in provider are linked by an administrator"),
)


class AccountAdapter(DefaultAccountAdapter):
    """Closed sign-up; the person's language goes with them to the device they sign in on."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: User, **given: Any) -> HttpResponse:
        """Set the device's language to the person's, so that nobody inherits the last person's choice."""
        response = super().post_login(request, user, **given)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A person known to the identity provider signs in only after an administrator linked the account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Nobody links an account of the provider to their own: a borrowed session could so be kept for good."""
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise Refused(NOT_BY_ONESELF, status=403)
