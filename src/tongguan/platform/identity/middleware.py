"""Puts the actor on every request, and refuses pages that declare no access."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import translation

from tongguan.platform.identity.models import User
from tongguan.platform.identity.queries import actor_of, user_of_token
from tongguan.platform.identity.sessions import due
from tongguan.platform.permissions.interface import ANONYMOUS, PUBLIC, Access

OPEN_WHILE_DUE = ("allauth.account", "allauth.mfa", "django.views.i18n", "tongguan.platform.ui")
"""Where someone who owes a password change or a second factor may still go."""


class ActorMiddleware:
    """`request.actor`: from a bearer token, else from the signed-in session, else nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.token_authenticated = False  # type: ignore[attr-defined]
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer" and secret:
            user = user_of_token(secret.strip())
            request.token_authenticated = user is not None  # type: ignore[attr-defined]
            request.actor = actor_of(user) if user else ANONYMOUS  # type: ignore[attr-defined]
            if user:
                request.user = user
        else:
            user = request.user
            request.actor = actor_of(user) if user.is_authenticated else ANONYMOUS  # type: ignore[attr-defined]
            if user.is_authenticated:
                _speak(request, user)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Hold back who owes a password change or a second factor."""
        actor = request.actor  # type: ignore[attr-defined]
        if actor.kind == "anonymous" or request.token_authenticated:  # type: ignore[attr-defined]
            return None
        if getattr(view, "access", None) is PUBLIC or _from(view, OPEN_WHILE_DUE):
            return None
        owed = due(request, actor)
        if owed is None:
            return None
        problem, page_name = owed
        if _from(view, ("ninja",)):
            told = problem.as_dict("en") | {"zh": problem.message.zh, "en": problem.message.en}
            return JsonResponse({"errors": [told]}, status=403)
        return HttpResponseRedirect(reverse(page_name))


def _speak(request: HttpRequest, user: User) -> None:
    """Use the person's language; a switch made on this device (its cookie) becomes theirs."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen and chosen != user.language and chosen in dict(settings.LANGUAGES):
        user.language = chosen
        user.save(update_fields=["language"])
    translation.activate(user.language)
    request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]


def _from(view: Callable[..., Any], modules: tuple[str, ...]) -> bool:
    """Whether a view, or the class behind it, comes from one of these packages."""
    home = getattr(view, "view_class", view).__module__
    return any(home == name or home.startswith(name + ".") for name in modules)


class DefaultDenyMiddleware:
    """A view without a declared access does not open. Third-party views are admitted by their module's prefix."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        if isinstance(getattr(view, "access", None), Access) or _from(view, settings.THIRD_PARTY_VIEWS):
            return
        raise PermissionDenied(f"{view.__module__}.{getattr(view, '__name__', view)} declares no access")
