"""Pages: the routes of today. Lists, details and steps are derived from the workflow."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tongguan.engines.problems import Text
from tongguan.operations.transits import tables
from tongguan.operations.transits.enums import ROUTES
from tongguan.operations.transits.module import VIEW
from tongguan.operations.transits.queries import term_of
from tongguan.operations.transits.workflow import TRANSIT
from tongguan.platform.permissions.interface import page
from tongguan.platform.reference.interface import code_name, codes
from tongguan.platform.ui.interface import Link

__all__ = ["routes", "tables"]

TITLE = Text(zh="过境路线", en="Transit routes")


@page(VIEW)
@require_GET
def routes(request: HttpRequest) -> HttpResponse:
    """Every route in force: where it begins and ends, how long it may take, where that stands."""
    rows = [
        {
            "code": code,
            "name": row.name,
            "departs": code_name("customs_office", str(row.attributes.get("departs", ""))),
            "arrives": code_name("customs_office", str(row.attributes.get("arrives", ""))),
            "hours": term_of(row).total_seconds() / 3600,
            "source": row.source,
            "verified": row.verified,
        }
        for code, row in codes(ROUTES, timezone.localdate()).items()
    ]
    crumbs = [Link(TRANSIT.title, "/cases/transit/"), Link(TITLE, request.path, current=True)]
    return render(request, "transits/routes.html", {"title": TITLE, "rows": rows, "crumbs": crumbs})
