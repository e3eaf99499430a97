"""Access of API operations: the counterpart of `page` for django-ninja."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.errors import AuthenticationError, HttpError
from ninja.utils import check_csrf

from tongguan.platform.permissions.checks import Access
from tongguan.platform.permissions.contracts import Actor
from tongguan.platform.permissions.errors import NotAllowed


class requires:
    """`@router.get(…, auth=requires("declarations.view"))`; without a permission any signed-in caller enters.

    Bearer tokens and browser sessions are both accepted; a session must carry the CSRF token on writes.
    """

    openapi_type = "http"

    def __init__(self, access: Access | str = "") -> None:
        self.access = Access(permission=access) if isinstance(access, str) else access

    def __call__(self, request: HttpRequest) -> Actor:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if actor.kind == "anonymous" and not self.access.public:
            raise AuthenticationError
        if not self.access.admits(actor):
            raise NotAllowed(self.access.permission)
        if not getattr(request, "token_authenticated", False) and actor.kind != "anonymous":
            refused = check_csrf(request)
            if refused is not None:
                raise HttpError(403, "CSRF token missing or wrong")
        return actor
