"""Pages: the content that is asked for, as a file. Lists, details and decisions are derived from the workflow."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tongguan.engines.problems import Text
from tongguan.operations.amendments import tables
from tongguan.operations.amendments.models import ChangeRequest
from tongguan.operations.amendments.module import VIEW
from tongguan.operations.amendments.workflow import CHANGE_REQUEST
from tongguan.platform.cases.interface import visible_case
from tongguan.platform.permissions.interface import Actor, NotFound, page

__all__ = ["content", "tables"]


@page(VIEW)
def content(request: HttpRequest, reference: str) -> HttpResponse:
    """What would take the place of the content that stands, as JSON."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case: ChangeRequest = visible_case(actor, CHANGE_REQUEST, reference)
    if not case.content:
        raise NotFound(Text(zh="修改后的内容", en="content"))
    answer = HttpResponse(case.content.encode(), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{case.reference}.json"'
    return answer
