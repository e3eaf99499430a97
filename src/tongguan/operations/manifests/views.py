"""Pages of manifests: the bills of lading. Manifests themselves are pages of the case mechanism."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongguan.operations.manifests import queries
from tongguan.operations.manifests import tables as tables
from tongguan.operations.manifests.module import VIEW
from tongguan.platform.permissions.interface import page


@page(VIEW)
@require_GET
def bills(request: HttpRequest) -> HttpResponse:
    """All bills the reader may see."""
    rows = queries.visible_bills(request.actor)  # type: ignore[attr-defined]
    return tables.BillTable(rows, request).response("manifests/bills.html", {"title": _("Bills of lading")})
