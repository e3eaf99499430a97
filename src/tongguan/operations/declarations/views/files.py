"""Pages: downloads, customs' answer, and the declaration on paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongguan.engines.problems import Text
from tongguan.operations.declarations import queries
from tongguan.operations.declarations.queries.detail import detail_context
from tongguan.operations.declarations.queries.messages import Dialect, written
from tongguan.operations.declarations.queries.replies import response_of
from tongguan.operations.declarations.views.lodging import case_of
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.permissions.interface import Actor, NotFound, page

CONTENT_TYPES = {
    Dialect.XML: "application/xml; charset=utf-8",
    Dialect.JSON: "application/json",
    Dialect.CSV: "text/csv; charset=utf-8",
    Dialect.DECMESSAGE: "application/xml; charset=utf-8",
}


@page("declarations.view")
def download(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """The declaration as WCO XML, DecMessage XML, JSON or CSV."""
    case = case_of(request, reference)
    try:
        dialect = Dialect(form)
    except ValueError:
        raise NotFound(Text(zh="文件格式", en="format")) from None
    suffix = "decmessage.xml" if dialect == Dialect.DECMESSAGE else form
    return _file(
        written(queries.numbered(case), dialect), CONTENT_TYPES[dialect], f"{case.reference}.{suffix}"
    )


@page("declarations.view")
def response_xml(request: HttpRequest, reference: str) -> HttpResponse:
    """Customs' answer as a WCO response."""
    case = case_of(request, reference)
    return _file(response_of(case), CONTENT_TYPES[Dialect.XML], f"{case.reference}-response.xml")


@page("declarations.view")
def printable(request: HttpRequest, reference: str) -> HttpResponse:
    """The declaration on paper."""
    case = case_of(request, reference)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {"title": DECLARATION.title, "case": case, "state": DECLARATION.by_state[case.state]}
    return render(request, "declarations/print.html", context | detail_context(actor, case))


def _file(data: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
