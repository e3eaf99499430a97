"""Tells the layouts where the live stream is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse


def page(request: HttpRequest) -> dict[str, Any]:
    """`live_url` for signed-in people."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind == "anonymous":
        return {}
    return {"live_url": reverse("events_live")}
