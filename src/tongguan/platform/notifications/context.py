"""The bell of every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from tongguan.platform.notifications.queries import unread_count


def page(request: HttpRequest) -> dict[str, Any]:
    """`notifications_url` and `notifications_count` of the signed-in person, counted where a page shows it."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.user_id is None:
        return {}
    return {
        "notifications_url": reverse("notifications_list"),
        "notifications_count": SimpleLazyObject(lambda: unread_count(actor)),
    }
