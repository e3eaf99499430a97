"""Pages of draws (public and for auditors), of parts to fill, of the duty roster and conflicts of interest."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongguan.platform.permissions.interface import PUBLIC, Actor, NotFound, Refused, page, role
from tongguan.platform.queues import actions
from tongguan.platform.queues.contracts import RoundSummary
from tongguan.platform.queues.days import day_archive
from tongguan.platform.queues.enums import PUBLISHED, RUNNING, Fallback, RoundState
from tongguan.platform.queues.errors import DAY, ROUND
from tongguan.platform.queues.forms import DutyForm, RelationForm
from tongguan.platform.queues.module import OWN_RELATIONS, RELATIONS
from tongguan.platform.queues.queries import (
    COMMITMENT,
    RESULT,
    duties,
    entries_of,
    full_record,
    public_record,
    round_by_id,
    round_receipt,
    summaries,
    summary,
)
from tongguan.platform.queues.relations import declare_conflict, relations
from tongguan.platform.queues.relations import end_conflict as end_relation
from tongguan.platform.queues.sealing import unseal_note
from tongguan.platform.queues.tables import RoundTable, tone_of
from tongguan.platform.ui.interface import Link

ROWS = 50


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


@page(PUBLIC)
@require_GET
def draws(request: HttpRequest) -> HttpResponse:
    """Every round, with filters and export."""
    told = {
        "title": _("All draws"),
        "crumbs": [Link(_("Random selection, open to check"), reverse("portal_draws"))],
    }
    return RoundTable(summaries(), request).response("queues/draws.html", told)


@page(PUBLIC)
@require_GET
def day(request: HttpRequest, day: str) -> HttpResponse:
    """Every draw of a day with its receipts, as one zip."""
    try:
        path = day_archive(date.fromisoformat(day))
    except ValueError as error:
        raise NotFound(DAY) from error
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"draws-{day}.zip")


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
    if which not in (COMMITMENT, RESULT):
        raise NotFound(ROUND)
    return _file(round_receipt(round_id, which).to_json(), f"{round_id}-{which}.json")


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
    rows = [
        (row, role(row.position.role).title, sorted({*row.skills, *row.position.skills})) for row in page_of
    ]
    shown = {"title": _("Duty roster"), "rows": rows, "page_of": page_of, "form": form, "now": now}
    return render(request, "queues/duty.html", shown | {"manages": actor.may("duty.manage")})


@page("duty.manage")
@require_POST
def available(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Call a person away, or back."""
    wanted = request.POST.get("available") == "1"
    actions.set_available(actor=actor_of(request), duty_id=duty_id, available=wanted)
    return redirect("queues_duty")


@page(OWN_RELATIONS)
@require_http_methods(["GET", "POST"])
def conflict_list(request: HttpRequest) -> HttpResponse:
    """The register of relations: all of it for integrity officers, one's own for everybody else at customs."""
    actor = actor_of(request)
    keeps = actor.may(RELATIONS)
    form = RelationForm(request.POST or None, own=None if keeps else actor.user_id)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        organisation = given.pop("organisation")
        given["officer_id"] = given.pop("officer", None) or actor.user_id
        organisation_id = organisation.pk if organisation else None
        if _done(form, lambda: declare_conflict(actor=actor, organisation_id=organisation_id, **given)):
            return redirect("queues_conflicts")
    on = _day_asked(request)
    page_of = Paginator(relations(actor, on), ROWS).get_page(request.GET.get("page"))
    rows = [(row, unseal_note(row.sealed_note)) for row in page_of]
    shown = {
        "title": _("Relations and conflicts of interest"),
        "rows": rows,
        "page_of": page_of,
        "form": form,
        "on": on,
    }
    return render(
        request, "queues/conflicts.html", shown | {"keeps": keeps}, status=422 if form.errors else 200
    )


@page(RELATIONS)
@require_POST
def end_conflict(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """End a relation."""
    end_relation(actor=actor_of(request), conflict_id=conflict_id)
    return redirect("queues_conflicts")


def _day_asked(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


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


def _row(round_: Any) -> dict[str, Any]:
    told: RoundSummary = summary(round_)
    return {
        "told": told,
        "state": RoundState(round_.state).label,
        "tone": tone_of(round_.state),
        "fallbacks": [(Fallback(code).label, count) for code, count in round_.fallbacks.items()],
        "running": round_.state in RUNNING,
        "published": round_.state in PUBLISHED,
        "done_at": round_.done_at,
    }


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
