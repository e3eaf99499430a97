"""Pages: filing a guarantee. Lists and details are derived from the workflow."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from tongguan.engines.problems import Text
from tongguan.operations.guarantees import tables
from tongguan.operations.guarantees.forms import GuaranteeForm
from tongguan.operations.guarantees.interface import apply
from tongguan.operations.guarantees.module import APPLY
from tongguan.operations.guarantees.workflow import GUARANTEE
from tongguan.platform.cases.interface import form_submission, form_submission_id
from tongguan.platform.identity.interface import Organisation
from tongguan.platform.permissions.interface import Actor, NotAllowed, Refused, page
from tongguan.platform.ui.interface import Link

__all__ = ["new", "tables"]

TITLE = Text(zh="申请担保备案", en="File a guarantee")


@page(APPLY)
def new(request: HttpRequest) -> HttpResponse:
    """File a guarantee for one's own firm; the hidden id makes a second click the same filing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = GuaranteeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return _filed(request, actor, form)
            except Refused as refusal:
                status = refusal.status
                _show(form, refusal)
        else:
            status = 422
    context = {
        "title": TITLE,
        "form": form,
        "submission_id": str(form_submission_id(request)),
        "crumbs": [Link(GUARANTEE.title, "/cases/guarantee/"), Link(TITLE, request.path, current=True)],
    }
    return render(request, "guarantees/form.html", context, status=status)


def _filed(request: HttpRequest, actor: Actor, form: GuaranteeForm) -> HttpResponse:
    own = next((key for key, held in actor.organisations.items() if APPLY in held), None)
    if own is None:
        raise NotAllowed(APPLY)
    application = form.application(Organisation.objects.get(pk=own).code)
    case, _replayed = apply(
        actor=actor,
        application=application,
        office=form.cleaned_data["office"],
        submission=form_submission(request, application),
    )
    return redirect("cases_detail", GUARANTEE.code, case.reference)


def _show(form: GuaranteeForm, refusal: Refused) -> None:
    language = get_language() or "zh-hans"
    for problem in refusal.problems:
        name = problem.pointer.strip("/")
        form.add_error(name if name in form.fields else None, problem.message.in_language(language))
