"""Pages of draws (public and for auditors), of parts to fill, of the duty roster and conflicts of interest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongguan.platform.permissions.interface import PUBLIC, Actor, Refused, page
from tongguan.platform.queues import actions
from tongguan.platform.queues.contracts import RoundSummary
from tongguan.platform.queues.duty import roster
from tongguan.platform.queues.enums import PUBLISHED, RUNNING, RoundState
from tongguan.platform.queues.forms import ConflictForm, DutyForm
from tongguan.platform.queues.queries import (
    conflicts,
    duties,
    entries_of,
    full_record,
    open_parts,
    public_record,
    round_by_id,
    round_receipt,
    summaries,
    summary,
)

ROWS = 50
_TONES = {
    RoundState.DONE: "good",
    RoundState.DEGRADED: "warn",
    RoundState.VOID: "bad",
    RoundState.OPEN: "info",
}


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


@page(PUBLIC)
@require_GET
def draws(request: HttpRequest) -> HttpResponse:
    """The disclosure page: recent draws, their counts, how to verify one."""
    found = summaries(request.GET.get("purpose", "")[:40])
    page_of = Paginator(found, ROWS).get_page(request.GET.get("page"))
    shown = {
        "title": _("Random selection, open to check"),
        "page_of": page_of,
        "rows": [_row(r) for r in page_of],
    }
    return render(request, "queues/draws.html", shown)


@page(PUBLIC)
@require_GET
def detail(request: HttpRequest, round_id: str) -> HttpResponse:
    """One round: commitments before, the record after; entry by entry for those who audit draws."""
    actor = actor_of(request)
    round_ = round_by_id(round_id)
    published = round_.state in PUBLISHED
    audits = actor.kind != "anonymous" and actor.may("draws.audit")
    entries = entries_of(actor, round_id) if published and audits else None
    shown = {
        "title": _("Draw %(id)s") % {"id": round_id},
        "row": _row(round_),
        "round": round_,
        "published": published,
        "parties": round_.parties.order_by("id"),
        "audits": audits,
        "page_of": Paginator(entries, ROWS).get_page(request.GET.get("page"))
        if entries is not None
        else None,
    }
    return render(request, "queues/draw.html", shown)


@page(PUBLIC)
@require_GET
def record(request: HttpRequest, round_id: str) -> HttpResponse:
    """The published record as a file, without the roster."""
    return _file(public_record(round_id), f"{round_id}.json")


@page("draws.audit")
@require_GET
def whole_record(request: HttpRequest, round_id: str) -> HttpResponse:
    """The record with the roster, as a file."""
    return _file(full_record(actor_of(request), round_id), f"{round_id}-with-roster.json")


@page(PUBLIC)
@require_GET
def receipt(request: HttpRequest, round_id: str, which: str) -> HttpResponse:
    """The ledger receipt of the commitment or of the result."""
    return _file(round_receipt(round_id, which).to_json(), f"{round_id}-{which}.json")


@page("draws.fallback")
@require_GET
def parts(request: HttpRequest) -> HttpResponse:
    """Parts that a draw found nobody for."""
    rows = open_parts(actor_of(request))[:200]
    shown = {"title": _("Parts without an officer"), "rows": rows, "officers": _officers()}
    return render(request, "queues/parts.html", shown)


@page("draws.fallback")
@require_POST
def propose(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Name a person, with a reason."""
    officer = request.POST.get("officer", "")
    actions.propose_officer(
        actor=actor_of(request),
        assignment_id=assignment_id,
        officer_id=int(officer) if officer.isdecimal() else 0,
        reason=request.POST.get("reason", ""),
    )
    return redirect("queues_parts")


@page("draws.fallback")
@require_POST
def approve(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Approve a person whom somebody else named."""
    actions.approve_officer(actor=actor_of(request), assignment_id=assignment_id)
    return redirect("queues_parts")


@page("duty.view")
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest) -> HttpResponse:
    """Who is on duty, from the last day on; managers add to it."""
    actor = actor_of(request)
    form = DutyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _done(
            form,
            lambda: actions.put_on_duty(
                actor=actor,
                position_id=given["position"],
                site=given["site"],
                starts_at=given["starts_at"],
                ends_at=given["ends_at"],
                skills=given["skills"],
            ),
        ):
            return redirect("queues_duty")
    now = timezone.now()
    page_of = Paginator(duties(actor, now - timedelta(days=1)), ROWS).get_page(request.GET.get("page"))
    shown = {"title": _("Duty roster"), "page_of": page_of, "form": form, "now": now}
    return render(request, "queues/duty.html", shown | {"manages": actor.may("duty.manage")})


@page("duty.manage")
@require_POST
def available(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Call a person away, or back."""
    wanted = request.POST.get("available") == "1"
    actions.set_available(actor=actor_of(request), duty_id=duty_id, available=wanted)
    return redirect("queues_duty")


@page("duty.view")
@require_http_methods(["GET", "POST"])
def conflict_list(request: HttpRequest) -> HttpResponse:
    """Conflicts of interest; managers add to them."""
    actor = actor_of(request)
    form = ConflictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        officer_id, organisation = given.pop("officer"), given.pop("organisation")
        if _done(
            form,
            lambda: actions.declare_conflict(
                actor=actor, officer_id=officer_id, organisation_id=organisation.pk, **given
            ),
        ):
            return redirect("queues_conflicts")
    shown = {"title": _("Conflicts of interest"), "rows": conflicts(actor)[:500], "form": form}
    return render(request, "queues/conflicts.html", shown | {"manages": actor.may("duty.manage")})


@page("duty.manage")
@require_POST
def end_conflict(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """End a conflict of interest."""
    actions.end_conflict(actor=actor_of(request), conflict_id=conflict_id)
    return redirect("queues_conflicts")


def _done(form: Any, change: Any) -> bool:
    """Make the change; a refusal goes to the field it is about."""
    try:
        change()
    except Refused as error:
        if error.status == 403:
            raise
        for problem in error.problems:
            where = problem.pointer if problem.pointer in form.fields else None
            form.add_error(where, problem.message.in_language(get_language() or "en"))
        return False
    return True


def _officers() -> list[tuple[int, str]]:
    """Who is on duty now, by name."""
    on_duty = {int(each.id) for each in roster("", timezone.now()) if each.on_duty}
    people = get_user_model().objects.filter(pk__in=on_duty).order_by("username")
    return [(user.pk, str(user)) for user in people]


def _row(round_: Any) -> dict[str, Any]:
    told: RoundSummary = summary(round_)
    return {
        "told": told,
        "state": RoundState(round_.state).label,
        "tone": _TONES.get(RoundState(round_.state), "idle"),
        "running": round_.state in RUNNING,
        "published": round_.state in PUBLISHED,
        "done_at": round_.done_at,
    }


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
