"""Pages derived from workflows: the queue, lists, details and steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.utils import timezone
from django.utils.safestring import mark_safe

from tongguan.engines.problems import Text
from tongguan.engines.tlog import compact_receipt, verify_receipt
from tongguan.platform.cases import queries
from tongguan.platform.cases.actions import claim, take_step
from tongguan.platform.cases.contracts import Group, Kind, Offer, Relation, Transition, Workflow
from tongguan.platform.cases.disclosure import content_holds, receipt_tells_more
from tongguan.platform.cases.fields import form_of
from tongguan.platform.cases.pages import page_of, prepared
from tongguan.platform.cases.presenting import queue_entries, step_title, taker, timeline_steps
from tongguan.platform.cases.registry import workflows
from tongguan.platform.cases.tables import case_url, table_of
from tongguan.platform.files.interface import store
from tongguan.platform.ledger.interface import KeyPurpose, keys_of, qr_svg, receipt_for
from tongguan.platform.permissions.interface import SIGNED_IN, Actor, NotFound, Refused, page
from tongguan.platform.reference.interface import codes
from tongguan.platform.ui.interface import Link

RECENT = timedelta(hours=24)


@page(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, what is late, what changed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    found = queries.queues(actor)
    sections = [
        {"workflow": kind, "count": count, "entries": queue_entries(actor, kind, rows)}
        for kind, count, rows in found
    ]
    late = sum(1 for _k, _c, rows in found for case in rows if case.due_at and case.due_at < now)
    return render(
        request,
        "cases/home.html",
        {
            "title": Text(zh="待办", en="My queue"),
            "sections": sections,
            "waiting_count": sum(section["count"] for section in sections),
            "late_count": late,
            "mine_count": sum(1 for _k, _c, rows in found for case in rows if case.owner_id == actor.user_id),
            "changes": queries.changes(actor, now - RECENT, limit=12),
            "areas": ", ".join(f"live:{kind.code} from:body throttle:3s" for kind in workflows()),
        },
    )


@page(SIGNED_IN)
def case_list(request: HttpRequest, workflow: str) -> HttpResponse:
    """All cases of a type that the actor may see."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kind = queries.known_workflow(actor, workflow)
    rows = prepared(kind, queries.visible(actor, kind))
    return table_of(kind)(rows, request).response("cases/list.html", {"workflow": kind, "title": kind.title})


@page(SIGNED_IN)
def detail(request: HttpRequest, workflow: str, reference: str) -> HttpResponse:
    """One case: facts, possible steps, timeline."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kind = queries.known_workflow(actor, workflow)
    case = queries.visible_case(actor, kind, reference)
    return render_detail(request, kind, case)


def render_detail(
    request: HttpRequest,
    kind: Workflow,
    case: Any,
    *,
    failed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The detail page; `failed` carries a refused step's code, problems and form."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    offers = queries.offers(actor, kind, case)
    extra = page_of(kind.code).context
    context = {
        "title": Text(zh=f"{kind.title.zh} {case.reference}", en=f"{kind.title.en} {case.reference}"),
        "workflow": kind,
        "case": case,
        "state": kind.by_state[case.state],
        "steps": [_offered(offer, case, failed) for offer in offers],
        "claimable": kind.claimable
        and actor.is_officer
        and case.owner_id is None
        and case.office_id in actor.office_ids
        and kind.by_state[case.state].group is Group.OPEN
        and any(not offer.refusals for offer in offers),
        "timeline": timeline_steps(kind, case, queries.course(actor, kind, case)),
        "crumbs": [
            Link(Text(zh="待办", en="My queue"), "/work/"),
            Link(kind.title, f"/cases/{kind.code}/"),
            Link(case.reference, case_url(kind, case), current=True),
        ],
        "failed": failed,
        **(extra(actor, case) if extra else {}),
    }
    template = select_template([f"cases/{kind.code}/detail.html", "cases/detail.html"])
    return HttpResponse(template.render(context, request), status=status)


def _offered(offer: Offer, case: Any, failed: dict[str, Any] | None) -> dict[str, Any]:
    """A step as the page offers it: with its form, filled again after a refusal, or with why it is refused."""
    step = offer.step
    again = failed is not None and failed["step"] == step.code
    form = failed["form"] if again and failed else form_of(step)
    return {
        "step": step,
        "refusals": offer.refusals,
        "shared": _shared(step, case, form),
        "form": form,
        "again": again,
        "problems": failed["problems"] if again and failed else [],
        "evidence": [
            {
                "name": f"{question.name}__files",
                "title": question.title,
                "input_id": f"{step.code}-{question.name}",
            }
            for question in step.fields
            if question.kind is Kind.EVIDENCE
        ],
        "dialog": f"step-{step.code}",
        "notes_itself": any(question.name == "note" for question in step.fields),
    }


def _shared(step: Transition, case: Any, form: Any) -> list[str]:
    """The labels of the questions whose answers the applicant will read, for a step that customs takes."""
    if case.applicant_id is None or step.who.relation is Relation.APPLICANT:
        return []
    return [field.label for name, field in form.fields.items() if name in step.tells]


@page(SIGNED_IN)
def step(request: HttpRequest, workflow: str, reference: str, step: str) -> HttpResponse:
    """Take a step; a refusal shows the page again with the form as it was filled."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kind = queries.known_workflow(actor, workflow)
    case = queries.visible_case(actor, kind, reference)
    transition = kind.by_code.get(step)
    if transition is None:
        raise NotFound(Text(zh="流程步骤", en="step"))
    if request.method != "POST":
        return redirect(case_url(kind, case))
    data: dict[str, Any] = request.POST.dict()
    version = request.POST.get("version", "")
    try:
        data = _posted(request, transition)
        take_step(
            actor=actor,
            workflow=kind,
            reference=reference,
            step=step,
            version=int(version) if version.isdecimal() else None,
            data=data,
            note=request.POST.get("note", "")[:4000],
        )
    except Refused as refusal:
        failed = {"step": step, "problems": refusal.problems, "form": form_of(transition, data)}
        return render_detail(request, kind, case, failed=failed, status=refusal.status)
    after = request.POST.get("next", "")
    return redirect(after if after.startswith("/") and not after.startswith("//") else case_url(kind, case))


def _posted(request: HttpRequest, transition: Transition) -> dict[str, Any]:
    """The form's values; files sent with it are stored first and become digests of evidence."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    data: dict[str, Any] = {}
    for question in transition.fields:
        if question.kind is Kind.EVIDENCE:
            stored = [
                store(file, actor=actor, declared_name=file.name or "", purpose="case").digest
                for file in request.FILES.getlist(f"{question.name}__files")
            ]
            sent = " ".join(request.POST.getlist(question.name)).split()
            data[question.name] = list(dict.fromkeys([*sent, *stored]))
        elif question.kind is Kind.CHOICES:
            data[question.name] = request.POST.getlist(question.name)
        else:
            data[question.name] = request.POST.get(question.name, "")
    return data


@page(SIGNED_IN)
def claim_case(request: HttpRequest, workflow: str, reference: str) -> HttpResponse:
    """Take ownership of a waiting case."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kind = queries.known_workflow(actor, workflow)
    case = queries.visible_case(actor, kind, reference)
    version = request.POST.get("version", str(case.version))
    if request.method == "POST" and version.isdecimal():
        claim(actor=actor, workflow=kind, reference=reference, version=int(version))
    return redirect(case_url(kind, case))


@page(SIGNED_IN)
def receipt(request: HttpRequest, workflow: str, reference: str, version: int) -> HttpResponse:
    """The official receipt of a step, with its proof: on paper, as a QR code, as a file that verifies offline."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kind = queries.known_workflow(actor, workflow)
    case = queries.visible_case(actor, kind, reference)
    told = queries.step_of(actor, kind, case, version)
    row = told.step
    proof = None if receipt_tells_more(told) else receipt_for(row.audit_entry_id)
    if request.GET.get("format") == "json" and proof is not None:
        response = HttpResponse(proof.to_json(), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="receipt-{reference}-{version}.json"'
        return response
    verdict = verify_receipt(proof, keys_of(KeyPurpose.LOG)) if proof else None
    meaning = codes("declaration_receipt", timezone.localdate(row.at)).get(row.receipt)
    return render(
        request,
        "cases/receipt.html",
        {
            "title": Text(zh=f"回执 {reference}", en=f"Receipt {reference}"),
            "workflow": kind,
            "case": case,
            "step": row,
            "told": told,
            "kept": receipt_tells_more(told),
            "content_holds": content_holds(kind, row, proof.entry) if proof and told.whole else None,
            "taker": taker(row),
            "step_title": step_title(kind, row),
            "meaning": meaning.name if meaning else None,
            "proof": proof,
            "verdict": verdict,
            "code": mark_safe(qr_svg(compact_receipt(proof)) or "") if proof else "",  # noqa: S308 - own SVG
        },
    )
