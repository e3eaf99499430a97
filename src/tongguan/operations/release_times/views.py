"""Pages: figures of every step, the rows behind each number, one declaration's way."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongguan.engines.problems import Text
from tongguan.operations.release_times.contracts import Figures
from tongguan.operations.release_times.enums import Exclusion, StepCode, StopReason
from tongguan.operations.release_times.forms import FilterForm
from tongguan.operations.release_times.module import VIEW
from tongguan.operations.release_times.queries import report, visible_steps
from tongguan.operations.release_times.tables import StepTable, excluded_words, length, rows_url
from tongguan.platform.permissions.interface import Actor, NotFound, page
from tongguan.platform.ui.interface import Link, Share, words

TITLE = Text(zh="通关时长", en="Release times")


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
        "p95": length(figures.p95),
        "mean": length(figures.mean),
        "p80_url": rows_url(figures.step, kept, **{"f.seconds.from": f"{figures.p80 or 0:.3f}"}),
        "p95_url": rows_url(figures.step, kept, **{"f.seconds.from": f"{figures.p95 or 0:.3f}"}),
        "stopped": length(figures.stopped_mean) if figures.stopped_mean else "—",
        "target": length(figures.target_seconds),
        "within": f"{100 * figures.within_target / figures.count:.1f} %" if figures.count else "—",
        "late": late,
        "excluded": excluded_words(figures),
        "reasons": [
            (Exclusion(why).label, count, rows_url(figures.step, kept, **{"f.left_out": why}))
            for why, count in sorted(figures.excluded.items())
        ],
    }


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
