"""Pages: figures of every step, the rows behind each number, one declaration's way."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongguan.engines.problems import Text
from tongguan.operations.release_times.actions import (
    NotComplete,
    issue_report,
    reports,
    week_before,
    week_so_far,
)
from tongguan.operations.release_times.contracts import Figures, PartyFigures, Question, Study
from tongguan.operations.release_times.enums import Exclusion, Party, StepCode, StopReason
from tongguan.operations.release_times.forms import FilterForm
from tongguan.operations.release_times.module import REPORT, VIEW
from tongguan.operations.release_times.queries import kept_study, report, targets_verified, visible_steps
from tongguan.operations.release_times.rules.charts import distribution_chart, parties_chart, steps_chart
from tongguan.operations.release_times.rules.wording import (
    DIMENSIONS,
    INCOMPLETE,
    METHOD,
    UNVERIFIED,
    excluded_words,
    length,
    within_words,
)
from tongguan.operations.release_times.tables import StepTable, rows_url
from tongguan.platform.charts.interface import Surface, draw
from tongguan.platform.permissions.interface import Actor, NotFound, page
from tongguan.platform.ui.interface import Link, Share, words

TITLE = Text(zh="通关时长", en="Release times")
STUDY = Text(zh="放行时间测算", en="Time Release Study")


@page(VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Figures of every step with what was left out, and the distribution of one of them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = FilterForm(request.GET.dict())
    rows = form.narrowed(visible_steps(actor))
    kept = form.kept()
    chosen = request.GET.get("step", "")
    code = chosen if chosen in StepCode.values else StepCode.CLEARANCE.value
    found = report(code, rows)
    shares = [
        Share(length(low), count, rows_url(code, kept, **_bounds(low, high, last=number == len(found.bins))))
        for number, (low, high, count) in enumerate(found.bins, 1)
    ]
    return render(
        request,
        "release_times/home.html",
        {
            "title": TITLE,
            "form": form,
            "counted_at": found.at,
            "lines": [_line(figures, kept) for figures in found.figures],
            "shares": shares,
            "step_title": StepCode(code).label,
            "step_code": code,
            "unverified": None if targets_verified() else UNVERIFIED,
            "steps": [(each.value, each.label) for each in StepCode],
        },
    )


def _bounds(low: float, high: float, *, last: bool) -> dict[str, str]:
    """A bin as a filter of the rows; the last is open."""
    start = {"f.seconds.from": f"{low:.3f}"}
    return start if last else {**start, "f.seconds.to": f"{high:.3f}"}


def _line(figures: Figures, kept: dict[str, str]) -> dict[str, Any]:
    """A step's figures in words, each with the address of the rows behind it."""
    late = (
        figures.target_seconds is not None
        and figures.p80 is not None
        and figures.p80 > figures.target_seconds
    )
    return {
        "label": StepCode(figures.step).label,
        "count": figures.count,
        "url": rows_url(figures.step, kept),
        "p50": length(figures.p50),
        "p80": length(figures.p80),
        "p90": length(figures.p90),
        "p95": length(figures.p95),
        "mean": length(figures.mean),
        "p80_url": rows_url(figures.step, kept, **{"f.seconds.from": f"{figures.p80 or 0:.3f}"}),
        "p90_url": rows_url(figures.step, kept, **{"f.seconds.from": f"{figures.p90 or 0:.3f}"}),
        "p95_url": rows_url(figures.step, kept, **{"f.seconds.from": f"{figures.p95 or 0:.3f}"}),
        "stopped": length(figures.stopped_mean) if figures.stopped_mean else "—",
        "target": length(figures.target_seconds),
        "within": within_words(figures),
        "late": late,
        "excluded": excluded_words(figures),
        "reasons": [
            (Exclusion(why).label, count, rows_url(figures.step, kept, **{"f.left_out": why}))
            for why, count in sorted(figures.excluded.items())
        ],
    }


@page(VIEW)
def study(request: HttpRequest) -> HttpResponse:
    """A Time Release Study of the declarations released in a period, with its charts and the reports issued so far."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = FilterForm({**_span(week_before(timezone.localdate())), **request.GET.dict()})
    question = form.asked(week_before(timezone.localdate()))
    found = kept_study(actor, question)
    if not found.released and not {"since", "until"} & set(request.GET):
        # A young house has no whole week yet: what there is of this one, marked as such.
        form = FilterForm({**_span(week_so_far(timezone.localdate())), **request.GET.dict()})
        question = form.asked(week_so_far(timezone.localdate()))
        found = kept_study(actor, question)
    kept = {f"f.{code}": getattr(question, code) for code in DIMENSIONS if getattr(question, code)}
    kept |= {"f.released.from": str(question.since), "f.released.to": str(question.until)}
    context = {
        "title": STUDY,
        "crumbs": [Link(TITLE, reverse("release_times")), Link(STUDY, "")],
        "form": form,
        "found": found,
        "question": question,
        "narrowing": found.narrowing,
        "method": METHOD,
        "incomplete": None if found.complete else INCOMPLETE,
        "unverified": None if found.targets_verified else UNVERIFIED,
        "lines": [_line(figures, kept) for figures in found.figures],
        "clearance": _line(found.clearance, kept),
        "parties": [_party(each, kept) for each in found.parties],
        "stops": [(StopReason(each.reason).label, each.count, length(each.seconds)) for each in found.stops],
        "groups": _groups(found, kept),
        "charts": _charts(found),
        "may_issue": actor.may(REPORT),
        "reports": reports(actor),
    }
    return render(request, "release_times/study.html", context)


@page(REPORT)
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Issue the study as a signed document."""
    question = FilterForm(request.POST.dict()).asked(week_before(timezone.localdate()))
    try:
        made = issue_report(actor=request.actor, question=question)  # type: ignore[attr-defined]
    except NotComplete:
        messages.error(request, _("Events of this period are still being handled. Try again in a minute."))
        return redirect("release_times_study")
    return redirect("documents_document", made.document.number)


def _span(question: Question) -> dict[str, str]:
    """A period, as the form is given it."""
    return {"since": str(question.since), "until": str(question.until)}


def _charts(found: Study) -> dict[str, SafeString]:
    """Drawn here from numbers and our own words, which the drawing escapes; empty where nothing was measured."""
    if not found.clearance.count:
        return {}
    made = {"parties": parties_chart, "steps": steps_chart, "distribution": distribution_chart}
    return {
        name: SafeString(draw(chart(found, lambda label: str(words(label))), Surface.PAGE))
        for name, chart in made.items()
    }


def _party(each: PartyFigures, kept: dict[str, str]) -> dict[str, Any]:
    return {
        "label": Party(each.party).label,
        "count": each.count,
        "numbers": [length(value) for value in (each.p50, each.p80, each.p90, each.p95, each.mean)],
        "share": f"{100 * each.share:.1f} %",
        "url": rows_url("", kept, **{"f.party": each.party}),
    }


def _groups(found: Study, kept: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "dimension": DIMENSIONS[group.dimension],
            "value": group.name,
            "line": _line(group.figures, {**kept, f"f.{group.dimension}": group.key}),
        }
        for group in found.groups
    ]


@page(VIEW)
def rows(request: HttpRequest) -> HttpResponse:
    """The steps behind a number."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return StepTable(visible_steps(actor), request).response(
        "release_times/rows.html",
        {
            "title": Text(zh="环节明细", en="Steps of declarations"),
            "crumbs": [Link(TITLE, reverse("release_times")), Link(Text(zh="明细", en="Rows"), "")],
        },
    )


@page(VIEW)
def declaration(request: HttpRequest, reference: str) -> HttpResponse:
    """One declaration's steps, what was taken out of each and why."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    steps = list(visible_steps(actor).filter(release__declaration=reference).order_by("started_at", "id"))
    if not steps:
        raise NotFound(TITLE)
    return render(
        request,
        "release_times/declaration.html",
        {
            "title": Text(zh=f"通关时长 {reference}", en=f"Release times {reference}"),
            "steps": [_step(step) for step in steps],
            "release": steps[0].release,
            "declaration_url": reverse("cases_detail", args=["declaration", reference]),
            "crumbs": [Link(TITLE, reverse("release_times")), Link(reference, "")],
        },
    )


def _step(step: Any) -> dict[str, Any]:
    reasons = [
        f"{words(StopReason(why).label)}: {length(seconds)}" for why, seconds in sorted(step.stopped.items())
    ]
    return {
        "label": step.get_code_display(),
        "started_at": step.started_at,
        "ended_at": step.ended_at,
        "duration": length(step.seconds),
        "stopped": "; ".join(reasons),
        "excluded": step.get_excluded_display(),
    }
