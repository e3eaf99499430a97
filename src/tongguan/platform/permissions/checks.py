"""The check itself, and the marks that pages carry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from tongguan.platform.permissions.contracts import Actor
from tongguan.platform.permissions.errors import NotAllowed


def require(actor: Actor, permission: str) -> None:
    """Raise NotAllowed unless the actor holds the permission."""
    if not actor.may(permission):
        raise NotAllowed(permission)


@dataclass(frozen=True, slots=True)
class Access:
    """What a view demands: `public`, `signed_in`, or a permission code."""

    public: bool = False
    permission: str = ""

    def admits(self, actor: Actor) -> bool:
        """Whether this actor may enter."""
        if self.public:
            return True
        if actor.kind == "anonymous":
            return False
        return not self.permission or actor.may(self.permission)


PUBLIC = Access(public=True)
SIGNED_IN = Access()


def page(access: Access | str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view with its access: `@page("declarations.view")`, `@page(PUBLIC)`, `@page(SIGNED_IN)`.

    An unmarked view is refused by the middleware, so that forgetting the mark closes the page, not opens it.
    """
    wanted = Access(permission=access) if isinstance(access, str) else access

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if wanted.admits(actor):
                return view(request, *args, **kwargs)
            if actor.kind == "anonymous":
                return HttpResponseRedirect(
                    f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}"
                )
            raise NotAllowed(wanted.permission)

        guarded.access = wanted  # type: ignore[attr-defined]
        return guarded

    return mark
