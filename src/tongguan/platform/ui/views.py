"""The theme switch, and the pages that show every component."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from tongguan.platform.permissions.interface import PUBLIC, page
from tongguan.platform.ui import context, showcase

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


@page(PUBLIC)
@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """Every component in every state, on the officers' layout."""
    table = showcase.SampleTable(showcase.rows(timezone.now()), request)
    return table.response("ui/style/index.html", {**showcase.page(request), "icon_names": icon_names()})


@page(PUBLIC)
@require_GET
def style_part(request: HttpRequest, part: str) -> HttpResponse:
    """The other layouts: `public`, `phone`, `wall`, `print`."""
    return render(request, f"ui/style/{part}.html", showcase.page(request))


@cache
def icon_names() -> list[str]:
    """The symbols of the sprite, read from the sprite itself."""
    sprite = Path(__file__).parent / "static" / "ui" / "icons.svg"
    return re.findall(r'<symbol id="([a-z-]+)"', sprite.read_text())
