"""Puts the actor on every request, and refuses pages that declare no access."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from tongguan.platform.identity.queries import actor_of, user_of_token
from tongguan.platform.permissions.interface import ANONYMOUS, Access


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
        return self.get_response(request)


class DefaultDenyMiddleware:
    """A view without a declared access does not open. Third-party views are admitted by their module's prefix."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        if isinstance(getattr(view, "access", None), Access):
            return
        name = view.__module__
        if any(name == prefix or name.startswith(prefix + ".") for prefix in settings.THIRD_PARTY_VIEWS):
            return
        raise PermissionDenied(f"{name}.{getattr(view, '__name__', view)} declares no access")
