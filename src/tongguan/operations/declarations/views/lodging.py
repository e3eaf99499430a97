"""Pages: the form of a whole declaration and of a summary, upload into it, saving and lodging."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongguan.engines.declaration import GoodsDeclaration, Party
from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations import queries
from tongguan.operations.declarations.contracts import ONE_STEP, Manner, Statement
from tongguan.operations.declarations.enums import TO_COMPLETE, Kind, Stage
from tongguan.operations.declarations.forms import SUMMARY, WHOLE, DeclarationForms, UploadForm, code_lists
from tongguan.operations.declarations.interface import lodge, save_draft
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.queries.detail import EDITABLE
from tongguan.operations.declarations.queries.messages import DECLARATION as DECLARATION_KIND
from tongguan.operations.declarations.queries.messages import read_message
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.permissions.interface import Actor, NotFound, Refused, page
from tongguan.platform.ui.interface import Link

NEW = Text(zh="新建报关单", en="New declaration")
NOT_ONE = Problem(
    "declaration.not_one",
    Text(zh="文件须恰含一份报关单", en="The file must hold exactly one declaration"),
)
NO_FILE = Problem("declaration.no_file", Text(zh="请选择文件", en="Choose a file"))
ONE = Text(zh="一次申报", en="In one step")
TWO = Text(zh="两步申报", en="In two steps")
BOXES = (
    ("controlled", Text(zh="属于禁限管制", en="Under prohibition or restriction")),
    ("inspected", Text(zh="依法需检验或检疫", en="Under inspection or quarantine")),
    ("taxable", Text(zh="需缴纳税款", en="Taxable")),
)
"""The boxes that the law before its reform asked a summary to tick."""
COMPLETE = Text(zh="完整申报", en="Complete the declaration")
SUMMARY_TITLE = Text(zh="概要申报（两步申报第一步）", en="Summary declaration, the first of two steps")


@page("declarations.lodge")
def new(request: HttpRequest) -> HttpResponse:
    """An empty form, or one filled from an uploaded file; saved as a draft or lodged."""
    return _form_page(request, None, ONE_STEP)


@page("declarations.lodge")
def new_summary(request: HttpRequest) -> HttpResponse:
    """The short form: what the law of the day asks of a summary."""
    return _form_page(request, None, _manner(request))


@page("declarations.lodge")
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """A draft or a returned declaration, to be changed and lodged; or a summary, to be completed."""
    case = case_of(request, reference)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if case.state not in (*EDITABLE, *TO_COMPLETE) or not actor.may_for(
        "declarations.lodge", case.applicant_id
    ):
        return redirect("cases_detail", DECLARATION.code, reference)
    manner = ONE_STEP
    if case.stage == Stage.SUMMARY and case.state in EDITABLE:
        kept = Manner(Kind.TWO_STEP, Statement(**case.statement))
        manner = _manner(request) if request.method == "POST" else kept
    return _form_page(request, case, manner)


def _form_page(request: HttpRequest, case: Declaration | None, manner: Manner) -> HttpResponse:
    if request.method != "POST":
        start = _start(request, case)
        return _shown(request, case, _forms(case, manner, declaration=start), manner)
    if request.POST.get("do") == "upload":
        return _uploaded(request, case, manner)
    forms = _forms(case, manner, data=request.POST)
    declaration = forms.declaration()
    if declaration is None:
        return _shown(request, case, forms, manner, status=422)
    try:
        return _kept(request, case, declaration, manner)
    except Refused as refusal:
        forms.show(refusal.problems)
        return _shown(request, case, forms, manner, status=refusal.status)


def _forms(case: Declaration | None, manner: Manner, **given: Any) -> DeclarationForms:
    """The short form for a summary; for its completion the whole one, what the summary fixed shown as fixed."""
    layout = SUMMARY if manner.kind is Kind.TWO_STEP else WHOLE
    return DeclarationForms(layout=layout, locked=queries.locked_of(case) if case else (), **given)


def _start(request: HttpRequest, case: Declaration | None) -> GoodsDeclaration:
    """What the form is filled with: what was declared, with the day of entry once that is known."""
    if case is None:
        return _starting(request)
    if case.state in TO_COMPLETE and case.entered_on is not None:
        return replace(case.document, movement_date=case.entered_on)
    return case.document


def _manner(request: HttpRequest) -> Manner:
    """Two steps, with the boxes as they were ticked."""
    said = {name: _ticked(request.POST.get(name, "")) for name in ("controlled", "inspected", "taxable")}
    return Manner(Kind.TWO_STEP, Statement(**said))


def _ticked(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


def _kept(
    request: HttpRequest, case: Declaration | None, declaration: GoodsDeclaration, manner: Manner
) -> HttpResponse:
    """Save as a draft or lodge. The submission id of the form makes a second click the same lodgement."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    version = request.POST.get("version", "")
    given: dict[str, Any] = {
        "actor": actor,
        "declaration": declaration,
        "submission_id": uuid.UUID(_submission(request, case)),
        "reference": case.reference if case else "",
        "version": int(version) if case and version.isdecimal() else None,
        "manner": manner,
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


def _uploaded(request: HttpRequest, case: Declaration | None, manner: Manner) -> HttpResponse:
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
    forms = _forms(case, manner, declaration=filled or _start(request, case))
    return _shown(request, case, forms, manner, problems=problems, status=422 if problems else 200)


def _shown(
    request: HttpRequest,
    case: Declaration | None,
    forms: DeclarationForms,
    manner: Manner,
    *,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponse:
    language = get_language() or "zh-hans"
    summary, completing = manner.kind is Kind.TWO_STEP, case is not None and case.state in TO_COMPLETE
    title = SUMMARY_TITLE if summary else COMPLETE if completing else NEW
    if case is not None and not completing:
        title = Text(zh=f"修改 {case.reference}", en=f"Edit {case.reference}")
    return render(
        request,
        "declarations/form.html",
        {
            "title": title,
            "case": case,
            "forms": forms,
            "upload": UploadForm(),
            "submission_id": _submission(request, case),
            "summary": summary,
            "completing": completing,
            "pack": queries.pack_on(timezone.localdate()) if summary or case is None else None,
            "statement": manner.statement,
            "boxes": BOXES,
            "ways": ways(request) if case is None else (),
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


def ways(request: HttpRequest) -> tuple[Link, ...]:
    """One step or two, to choose between on an empty form."""
    return tuple(
        Link(label, path, current=request.path == path)
        for label, path in ((ONE, reverse("declarations_new")), (TWO, reverse("declarations_new_summary")))
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


def case_of(request: HttpRequest, reference: str) -> Declaration:
    """The declaration, if the person may see it; raises NotFound."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = queries.visible_declarations(actor).filter(reference=reference).first()
    if case is None:
        raise NotFound(DECLARATION.title)
    return case
