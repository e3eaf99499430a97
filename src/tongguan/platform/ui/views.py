"""The theme switch."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tongguan.platform.permissions.interface import PUBLIC, page
from tongguan.platform.ui import context

YEAR_S = 365 * 24 * 3600


@page(PUBLIC)
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or as-the-system in a cookie and go back to where the person was."""
    theme = request.POST.get("theme", "")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response: HttpResponse = HttpResponseRedirect(target)
    if request.headers.get("X-Requested-With") == "fetch":
        response = HttpResponse(status=204)
    if theme in context.THEMES:
        response.set_cookie(
            context.THEME_COOKIE, theme, max_age=YEAR_S, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response
