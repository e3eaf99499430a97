"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tongguan.platform.permissions.interface import PUBLIC, page


@page(PUBLIC)
def front(request: HttpRequest) -> HttpResponse:
    """Who is signed in goes to their work; anyone else sees what this house offers and how to check it."""
    if request.actor.kind != "anonymous":  # type: ignore[attr-defined]
        return redirect("cases_home")
    return render(request, "portal/front.html")
