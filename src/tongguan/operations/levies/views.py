"""Pages: opening a levy on a released declaration. Lists, details and steps are derived from the workflow."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations.interface import lodged_content, visible_declaration
from tongguan.operations.levies import tables
from tongguan.operations.levies.forms import DOCUMENTS, corrections_in, grid
from tongguan.operations.levies.interface import Opening, ask, open_levy_case
from tongguan.operations.levies.module import ASSESS, VIEW
from tongguan.operations.levies.queries import causes
from tongguan.operations.levies.rules import DOCUMENT
from tongguan.operations.levies.workflow import LEVY
from tongguan.platform.cases.interface import form_submission, form_submission_id
from tongguan.platform.permissions.interface import Actor, Refused, page
from tongguan.platform.ui.interface import Link

__all__ = ["new", "tables"]

OPEN = Text(zh="放行后补征或退税立案", en="Open a levy or refund after release")
ASK = Text(zh="申请退税或补税", en="Ask for a refund or a levy")
OWN_NAMES = {"/cause": "cause", "/reason": "reason", DOCUMENT: "document_number"}


@page(VIEW)
def new(request: HttpRequest, declaration: str) -> HttpResponse:
    """Cause, reason and corrections; the hidden id makes a second click the same case."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    visible_declaration(actor, declaration)
    content = lodged_content(declaration)
    given = {name: str(value) for name, value in request.POST.items()}
    problems: tuple[Problem, ...] = ()
    status = 200
    officer = actor.may(ASSESS)
    if request.method == "POST":
        opening = Opening(
            declaration,
            given.get("cause", ""),
            given.get("reason", "")[:2000],
            corrections_in(content, given),
        )
        submission = form_submission(request, opening)
        try:
            case, _again = (open_levy_case if officer else ask)(
                actor=actor, opening=opening, submission=submission
            )
            return redirect("cases_detail", LEVY.code, case.reference)
        except Refused as refusal:
            problems, status = refusal.problems, refusal.status or 422
    title = OPEN if officer else ASK
    language = get_language() or "zh-hans"
    context: dict[str, Any] = {
        "title": title,
        "declaration": declaration,
        "causes": [(code, value.name.in_language(language)) for code, value in causes().items()],
        "grid": _with_errors(grid(content, given), problems, language),
        "documents": DOCUMENTS,
        "given": given,
        "errors": [
            (OWN_NAMES.get(each.pointer, each.pointer), each.message.in_language(language))
            for each in problems
        ],
        "wrong": {each.pointer for each in problems},
        "submission_id": str(form_submission_id(request)),
        "crumbs": [
            Link(LEVY.title, "/cases/levy/"),
            Link(declaration, f"/cases/declaration/{declaration}/"),
            Link(title, request.path, current=True),
        ],
    }
    return render(request, "levies/new.html", context, status=status)


def _with_errors(shown: dict[str, Any], problems: tuple[Problem, ...], language: str) -> dict[str, Any]:
    told = {each.pointer: each.message.in_language(language) for each in problems}
    for cell in [cell for row in shown["rows"] for cell in row["cells"]] + shown["charges"]:
        cell["error"] = told.get(cell["pointer"], "")
    return shown
