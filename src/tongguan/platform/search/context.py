"""Tells the layouts where the search is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse


def page(request: HttpRequest) -> dict[str, Any]:
    """`search_url` for signed-in people."""
    actor = getattr(request, "actor", None)
    return {} if actor is None or actor.kind == "anonymous" else {"search_url": reverse("search_results")}
