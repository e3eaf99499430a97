"""The bell of every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tongguan.platform.notifications.queries import unread_count


def page(request: HttpRequest) -> dict[str, Any]:
    """`notifications_url` and `notifications_count` of the signed-in person."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.user_id is None:
        return {}
    return {
        "notifications_url": reverse("notifications_list"),
        "notifications_count": unread_count(actor),
    }
