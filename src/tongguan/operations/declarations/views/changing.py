"""Pages: asking for an amendment or a cancellation of what was lodged."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongguan.engines.declaration import to_json
from tongguan.engines.problems import Problem, Text
from tongguan.operations.amendments.interface import CHANGE_REQUEST
from tongguan.operations.declarations import queries
from tongguan.operations.declarations.enums import Stage
from tongguan.operations.declarations.forms import SUMMARY, WHOLE, DeclarationForms, code_lists
from tongguan.operations.declarations.interface import ask_amendment, ask_cancellation
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.views.lodging import case_of
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.cases.interface import form_submission, form_submission_id
from tongguan.platform.permissions.interface import Actor, Refused, page
from tongguan.platform.ui.interface import Link

REQUEST = "amendments.request"
AMEND = Text(zh="申请修改", en="Ask for an amendment")
CANCEL = Text(zh="申请撤销", en="Ask for cancellation")


@page("declarations.lodge")
def amend(request: HttpRequest, reference: str) -> HttpResponse:
    """The form filled with what is declared; what is changed in it, and why, becomes a request."""
    case, actor = case_of(request, reference), _actor(request)
    if not queries.may_be_amended(case) or not actor.may_for(REQUEST, case.applicant_id):
        return redirect("cases_detail", DECLARATION.code, reference)
    layout = SUMMARY if case.stage == Stage.SUMMARY else WHOLE
    if request.method != "POST":
        return _shown(request, case, DeclarationForms(declaration=case.document, layout=layout))
    forms = DeclarationForms(request.POST, layout=layout)
    declaration = forms.declaration()
    if declaration is None:
        return _shown(request, case, forms, status=422)
    reason = request.POST.get("reason", "").strip()[:2000]
    try:
        asked, _replayed = ask_amendment(
            actor=actor,
            reference=reference,
            declaration=declaration,
            reason=reason,
            submission=form_submission(request, (to_json(declaration), reason)),
        )
    except Refused as refusal:
        forms.show(refusal.problems)
        return _shown(request, case, forms, status=refusal.status)
    return _asked(request, asked)


@page("declarations.lodge")
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Why a declaration is to be cancelled; an officer decides."""
    case, actor = case_of(request, reference), _actor(request)
    if not queries.may_be_cancelled(case) or not actor.may_for(REQUEST, case.applicant_id):
        return redirect("cases_detail", DECLARATION.code, reference)
    problems: tuple[Problem, ...] = ()
    status, reason = 200, request.POST.get("reason", "").strip()[:2000]
    if request.method == "POST":
        try:
            asked, _replayed = ask_cancellation(
                actor=actor,
                reference=reference,
                reason=reason,
                submission=form_submission(request, reason),
            )
            return _asked(request, asked)
        except Refused as refusal:
            problems, status = refusal.problems, refusal.status
    language = get_language() or "zh-hans"
    context = {
        "title": CANCEL,
        "case": case,
        "reason": reason,
        "errors": [problem.message.in_language(language) for problem in problems],
        "submission_id": str(form_submission_id(request)),
        "crumbs": _crumbs(request, case, CANCEL),
    }
    return render(request, "declarations/cancel.html", context, status=status)


def _asked(request: HttpRequest, reference: str) -> HttpResponse:
    messages.success(
        request, _("Request %(reference)s waits for an officer's decision.") % {"reference": reference}
    )
    return redirect("cases_detail", CHANGE_REQUEST.code, reference)


def _shown(
    request: HttpRequest, case: Declaration, forms: DeclarationForms, *, status: int = 200
) -> HttpResponse:
    context = {
        "title": AMEND,
        "case": case,
        "forms": forms,
        "amending": True,
        "summary": case.stage == Stage.SUMMARY,
        "reason": request.POST.get("reason", ""),
        "submission_id": str(form_submission_id(request)),
        "code_lists": code_lists(),
        "crumbs": _crumbs(request, case, AMEND),
    }
    return render(request, "declarations/form.html", context, status=status)


def _crumbs(request: HttpRequest, case: Declaration, title: Text) -> list[Link]:
    return [
        Link(DECLARATION.title, "/cases/declaration/"),
        Link(case.reference, f"/cases/declaration/{case.reference}/"),
        Link(title, request.path, current=True),
    ]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
