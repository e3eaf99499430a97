"""Pages: the declaration form, upload into it, downloads and the printable page."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongguan.engines.declaration import GoodsDeclaration, Party
from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations import queries, tables
from tongguan.operations.declarations.forms import DeclarationForms, UploadForm, code_lists
from tongguan.operations.declarations.interface import lodge, save_draft
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.queries.detail import EDITABLE, detail_context
from tongguan.operations.declarations.queries.messages import DECLARATION as DECLARATION_KIND
from tongguan.operations.declarations.queries.messages import Dialect, read_message, written
from tongguan.operations.declarations.queries.replies import response_of
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.permissions.interface import Actor, NotFound, Refused, page
from tongguan.platform.ui.interface import Link

__all__ = ["download", "edit", "new", "printable", "response_xml", "tables"]

NEW = Text(zh="新建报关单", en="New declaration")
NOT_ONE = Problem(
    "declaration.not_one",
    Text(zh="文件须恰含一份报关单", en="The file must hold exactly one declaration"),
)
NO_FILE = Problem("declaration.no_file", Text(zh="请选择文件", en="Choose a file"))
CONTENT_TYPES = {
    Dialect.XML: "application/xml; charset=utf-8",
    Dialect.JSON: "application/json",
    Dialect.CSV: "text/csv; charset=utf-8",
    Dialect.DECMESSAGE: "application/xml; charset=utf-8",
}


@page("declarations.lodge")
def new(request: HttpRequest) -> HttpResponse:
    """An empty form, or one filled from an uploaded file; saved as a draft or lodged."""
    return _form_page(request, None)


@page("declarations.lodge")
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """A draft or a returned declaration, to be changed and lodged."""
    case = _case(request, reference)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if case.state not in EDITABLE or not actor.may_for("declarations.lodge", case.applicant_id):
        return redirect("cases_detail", DECLARATION.code, reference)
    return _form_page(request, case)


def _form_page(request: HttpRequest, case: Declaration | None) -> HttpResponse:
    if request.method != "POST":
        start = case.document if case else _starting(request)
        return _shown(request, case, DeclarationForms(declaration=start), _submission(request, case))
    if request.POST.get("do") == "upload":
        return _uploaded(request, case)
    forms = DeclarationForms(request.POST)
    declaration = forms.declaration()
    if declaration is None:
        return _shown(request, case, forms, _submission(request, case), status=422)
    try:
        return _kept(request, case, declaration)
    except Refused as refusal:
        forms.show(refusal.problems)
        return _shown(request, case, forms, _submission(request, case), status=refusal.status)


def _kept(request: HttpRequest, case: Declaration | None, declaration: GoodsDeclaration) -> HttpResponse:
    """Save as a draft or lodge. The submission id of the form makes a second click the same lodgement."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    version = request.POST.get("version", "")
    given: dict[str, Any] = {
        "actor": actor,
        "declaration": declaration,
        "submission_id": uuid.UUID(_submission(request, case)),
        "reference": case.reference if case else "",
        "version": int(version) if case and version.isdecimal() else None,
    }
    if request.POST.get("do") == "draft":
        draft = save_draft(**given)
        messages.success(request, _("Draft %(reference)s is saved.") % {"reference": draft.reference})
        return redirect("declarations_edit", draft.reference)
    answer = lodge(**given)
    messages.success(
        request, _("Lodged: declaration number %(number)s.") % {"number": answer.declaration_number}
    )
    return redirect("cases_detail", DECLARATION.code, answer.reference)


def _uploaded(request: HttpRequest, case: Declaration | None) -> HttpResponse:
    """Fill the form from a file; what is wrong with the file is told with line, column or pointer."""
    upload = UploadForm(request.POST, request.FILES)
    problems: tuple[Problem, ...] = (NO_FILE,)
    filled = None
    if upload.is_valid():
        message = read_message(upload.cleaned_data["file"].file)
        problems = message.problems
        if not problems and (len(message.declarations) != 1 or message.kind != DECLARATION_KIND):
            problems = (NOT_ONE,)
        filled = message.declarations[0] if not problems else None
    forms = DeclarationForms(declaration=filled or (case.document if case else _starting(request)))
    return _shown(
        request, case, forms, _submission(request, case), problems=problems, status=422 if problems else 200
    )


def _shown(
    request: HttpRequest,
    case: Declaration | None,
    forms: DeclarationForms,
    submission_id: str,
    *,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponse:
    language = get_language() or "zh-hans"
    title = NEW if case is None else Text(zh=f"修改 {case.reference}", en=f"Edit {case.reference}")
    return render(
        request,
        "declarations/form.html",
        {
            "title": title,
            "case": case,
            "forms": forms,
            "upload": UploadForm(),
            "submission_id": submission_id,
            "code_lists": code_lists(),
            "file_problems": [
                {
                    "text": problem.message.in_language(language),
                    "code": problem.code,
                    "pointer": problem.pointer,
                    "line": problem.line,
                    "column": problem.column,
                }
                for problem in problems
            ],
            "crumbs": [
                Link(DECLARATION.title, "/cases/declaration/"),
                Link(title, request.path, current=True),
            ],
        },
        status=status,
    )


def _submission(request: HttpRequest, case: Declaration | None) -> str:
    """The id under which this form is lodged, kept through every round of corrections; a returned one gets a new."""
    given = request.POST.get("submission_id", "")
    try:
        return str(uuid.UUID(given))
    except ValueError:
        return str(case.submission_id if case and not case.declaration_number else uuid.uuid4())


def _starting(request: HttpRequest) -> GoodsDeclaration:
    """A new declaration knows who makes it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    firm = queries.own_firm(actor)
    party = Party(code=firm[0], name=firm[1], country="CHN") if firm else None
    return GoodsDeclaration(flow="I", consignee=party, owner=party, declarant=party)


@page("declarations.view")
def download(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """The declaration as WCO XML, JSON or CSV."""
    case = _case(request, reference)
    try:
        dialect = Dialect(form)
    except ValueError:
        raise NotFound(Text(zh="文件格式", en="format")) from None
    return _file(written(queries.numbered(case), dialect), CONTENT_TYPES[dialect], f"{case.reference}.{form}")


@page("declarations.view")
def response_xml(request: HttpRequest, reference: str) -> HttpResponse:
    """Customs' answer as a WCO response."""
    case = _case(request, reference)
    return _file(response_of(case), CONTENT_TYPES[Dialect.XML], f"{case.reference}-response.xml")


@page("declarations.view")
def printable(request: HttpRequest, reference: str) -> HttpResponse:
    """The declaration on paper."""
    case = _case(request, reference)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {"title": DECLARATION.title, "case": case, "state": DECLARATION.by_state[case.state]}
    return render(request, "declarations/print.html", context | detail_context(actor, case))


def _file(data: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _case(request: HttpRequest, reference: str) -> Declaration:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = queries.visible_declarations(actor).filter(reference=reference).first()
    if case is None:
        raise NotFound(DECLARATION.title)
    return case
