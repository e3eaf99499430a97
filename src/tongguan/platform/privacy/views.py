"""The page of retention."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tongguan.platform.permissions.interface import page
from tongguan.platform.privacy.module import VIEW
from tongguan.platform.privacy.queries import deletions, standings
from tongguan.platform.privacy.tables import DeletionTable


@page(VIEW)
def retention(request: HttpRequest) -> HttpResponse:
    """What is kept for how long and why; below it, what was deleted when."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {"title": _("Retention"), "standings": standings(actor)}
    return DeletionTable(deletions(actor), request).response("privacy/retention.html", context)
