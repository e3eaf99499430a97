"""Pages of remote inspections: the request, both sides of a session, what the case shows, the bundle."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tongguan.engines.problems import Text
from tongguan.operations.remote_inspections.actions import request_inspection
from tongguan.operations.remote_inspections.contracts import Application
from tongguan.operations.remote_inspections.enums import Outcome, Side, State
from tongguan.operations.remote_inspections.forms import RequestForm
from tongguan.operations.remote_inspections.models import RemoteInspection
from tongguan.operations.remote_inspections.module import REQUEST, VIEW
from tongguan.operations.remote_inspections.queries import bundle, side_of
from tongguan.operations.remote_inspections.rules import requirements_of
from tongguan.operations.remote_inspections.workflow import REMOTE_INSPECTION
from tongguan.platform.calls.interface import relays
from tongguan.platform.cases.interface import (
    CasePage,
    archive_response,
    form_submission,
    form_submission_id,
    register_page,
    visible_case,
)
from tongguan.platform.documents.interface import documents_of
from tongguan.platform.permissions.interface import Actor, NotFound, Refused, page

SEGMENT_S = 10
OUTCOME_TONES = {
    Outcome.AHEAD: "idle",
    Outcome.OPEN: "warn",
    Outcome.PASSED: "good",
    Outcome.FAILED: "bad",
    Outcome.MISSED: "bad",
}


@page(REQUEST)
def new(request: HttpRequest) -> HttpResponse:
    """The exporter's form; sent twice it makes one request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = RequestForm(request.POST or None)
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        application = Application(**form.cleaned_data)
        try:
            case, _again = request_inspection(
                actor=actor, application=application, submission=form_submission(request, application)
            )
            return redirect("cases_detail", "remote_inspection", case.reference)
        except Refused as refusal:
            problems = refusal.problems
    told = {
        "title": Text(zh="申请远程查验", en="Ask for a remote inspection"),
        "form": form,
        "problems": problems,
        "submission_id": form_submission_id(request),
    }
    status = 422 if problems or (request.method == "POST" and form.errors) else 200
    return render(request, "remote_inspections/new.html", told, status=status)


@page(VIEW)
def session(request: HttpRequest, reference: str) -> HttpResponse:
    """The session's page: the site shows and is seen, customs looks, reads challenges and decides."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = visible_case(actor, REMOTE_INSPECTION, reference)
    side = side_of(actor, case)
    if side is None or case.state not in (State.SCHEDULED, State.SESSION):
        raise NotFound(REMOTE_INSPECTION.title)
    told = {
        "title": REMOTE_INSPECTION.title,
        "case": case,
        "back_url": reverse("cases_detail", args=["remote_inspection", reference]),
        "requirements": requirements_of(case.destination, case.hs_code),
        "task": {
            "reference": reference,
            "side": str(side),
            "segment_s": SEGMENT_S,
            "ice_servers": relays(reference, side, timezone.now()),
        },
        "texts": session_texts(),
    }
    template = "site" if side is Side.SITE else "customs"
    answer = render(request, f"remote_inspections/{template}.html", told)
    answer["Cache-Control"] = "no-store"  # a relay's credential stands in it
    return answer


@page(VIEW)
def download(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    """The audit bundle."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return archive_response(bundle(actor, visible_case(actor, REMOTE_INSPECTION, reference)), reference)


def session_texts() -> dict[str, str]:
    """The sentences that the session's script says."""
    return {
        "waiting": _("Waiting for customs to start"), "connecting": _("Connecting"),
        "waits_site": _("Waiting for the site to show itself"),
        "connected": _("Connected"), "lost": _("The connection is lost; it is sought again"),
        "no_camera": _("The camera does not open: {why}"), "no_place": _("The place is not known yet"),
        "here": _("At the site, {distance} m from the declared place"),
        "elsewhere": _("Not at the site: {distance} m away"), "inexact": _("The place is too inexact"),
        "left": _("{seconds} s left"),
        "open": _("A challenge is open: type what you see and hear"), "none": _("No challenge is open"),
        "passed": _("Right answer"), "failed": _("Wrong answer"), "missed": _("Missed"), "ahead": _("Not issued yet"),
        "over": _("The session is over"),
        "refused": _("Not accepted: {why}"),
    }  # fmt: skip


def case_context(actor: Actor, case: RemoteInspection) -> dict[str, Any]:
    """What the case's page shows: request, requirements, challenges of the last session, certificate."""
    now = timezone.now()
    side = side_of(actor, case)
    in_session = side is not None and case.state in (State.SCHEDULED, State.SESSION)
    challenges = [
        each.outcome(now) for each in case.challenges.filter(session=case.session).order_by("issue_at")
    ]
    return {
        "session_url": reverse("remote_inspections_session", args=[case.reference]) if in_session else "",
        "bundle_url": reverse("remote_inspections_bundle", args=[case.reference]),
        "requirements": [
            {"row": each, "confirmed": case.confirmed.get(each.code) == each.text.zh}
            for each in requirements_of(case.destination, case.hs_code)
        ],
        "challenges": [(each.label, OUTCOME_TONES[each]) for each in challenges],
        "documents": documents_of(actor, ("remote_inspection", case.reference)),
        "position": case.positions.filter(session=case.session).order_by("-distance_m").first(),
    }


def summary(case: RemoteInspection) -> str:
    """What a queue line says."""
    return f"{case.goods} → {case.destination}"


register_page(
    "remote_inspection", CasePage(context=case_context, summary=summary, reads=("goods", "destination"))
)
