"""Pages of throughput: runs and a new one, a run's figures, its JSON."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongguan.engines.problems import Text
from tongguan.operations.passenger_flows.actions import ask_run
from tongguan.operations.passenger_flows.contracts import MODELS
from tongguan.operations.passenger_flows.enums import State
from tongguan.operations.passenger_flows.forms import HallForm, defaults
from tongguan.operations.passenger_flows.models import Run
from tongguan.operations.passenger_flows.module import RUN, VIEW
from tongguan.operations.passenger_flows.queries import visible, visible_run
from tongguan.operations.passenger_flows.rules import (
    MODEL_NAMES,
    from_how_many,
    people_chart,
    ratio_chart,
    words,
)
from tongguan.operations.passenger_flows.tables import RunTable
from tongguan.platform.charts.interface import Surface, draw
from tongguan.platform.permissions.interface import Actor, page
from tongguan.platform.ui.interface import Link

TITLE = Text(zh="通行能力", en="Throughput")
STATIONS = {
    "desk": Text(zh="纸质申报台", en="Paper desks"),
    "kiosk": Text(zh="自助终端", en="Kiosks"),
    "lane": Text(zh="通道", en="Lanes"),
    "referral": Text(zh="人工复核台", en="Referral desks"),
}
TONES = {"yes": "good", "no": "bad", "open": "warn"}


@page(VIEW)
def runs(request: HttpRequest) -> HttpResponse:
    """What was simulated, by everybody."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told = {"title": TITLE, "may_run": actor.may(RUN)}
    return RunTable(visible(actor), request).response("passenger_flows/runs.html", told)


@page(RUN)
def new(request: HttpRequest) -> HttpResponse:
    """A hall to be simulated; `from` begins with the hall of another run."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        form = HallForm(request.POST)
        if form.is_valid():
            run = ask_run(actor=actor, name=form.cleaned_data["name"], hall=form.hall())
            return redirect("passenger_flows_run", run.pk)
    else:
        form = HallForm(initial=_beginning(actor, request.GET.get("from", "")))
    told = {"title": Text(zh="新的仿真", en="A new simulation"), "form": form, "trail": _trail()}
    return render(request, "passenger_flows/new.html", told, status=422 if form.errors else 200)


def _beginning(actor: Actor, other: str) -> dict[str, Any]:
    try:
        found = visible(actor).filter(pk=UUID(other)).first() if other else None
    except ValueError:
        found = None
    return {**defaults(), **found.hall, "name": found.name} if found else defaults()


@page(VIEW)
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One run: its progress, then whether three times as many pass, in words, charts and tables."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = visible_run(actor, run_id)
    told = {
        "title": Text(zh=found.name, en=found.name),
        "run": found,
        "trail": _trail(),
        "may_run": actor.may(RUN),
        "percent": round(found.progress * 100),
        "waiting": found.state in (State.QUEUED, State.RUNNING),
        "models": _models(found),
        "charts": _charts(found),
        "inputs": [(HallForm.base_fields[name].label, value) for name, value in found.hall.items()],
    }
    return render(request, "passenger_flows/run.html", told)


@page(VIEW)
def run_json(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Inputs and figures, to be kept or read elsewhere."""
    found = visible_run(request.actor, run_id)  # type: ignore[attr-defined]
    answer = JsonResponse(
        found.result or {"hall": found.hall}, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = f'attachment; filename="{found.pk}.json"'
    return answer


def _trail() -> list[Link]:
    return [Link(TITLE, reverse("passenger_flows_runs"))]


def _models(found: Run) -> list[dict[str, Any]]:
    if found.state != State.DONE or not found.result:
        return []
    told = []
    for model in MODELS:
        figures = found.result["models"][model]
        told.append(
            {
                "name": MODEL_NAMES[model],
                "words": words(model, figures),
                "how_many": from_how_many(model, figures["sweep"]),
                "tone": TONES[figures["holds"]],
                "ceiling": figures["ceiling"],
                "ways": [
                    {"figures": figures[way], "stations": [_station(row) for row in figures[way]["stations"]]}
                    for way in ("before", "after")
                ],
                "sweep": figures["sweep"],
            }
        )
    return told


def _station(row: dict[str, Any]) -> dict[str, Any]:
    use = row["use"]["mean"]
    return {**row, "name": STATIONS[row["code"]], "use_percent": None if use is None else round(use * 100)}


def _charts(found: Run) -> dict[str, str]:
    if found.state != State.DONE or not found.result:
        return {}
    return {
        "ratio": draw(ratio_chart(found.result), Surface.PAGE),
        "people": draw(people_chart(found.result), Surface.PAGE),
    }
