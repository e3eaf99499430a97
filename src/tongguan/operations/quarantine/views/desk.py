"""The laboratory at a glance, orders by hand, whose a sample is, and when the laboratory is through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.quarantine.actions import order_sample
from tongguan.operations.quarantine.contracts import Person, Relation
from tongguan.operations.quarantine.enums import SampleState
from tongguan.operations.quarantine.forms import CapacityForm, OrderForm, PurposeForm
from tongguan.operations.quarantine.module import ANALYSE, CARRY, ORDER, PERSONAL, VIEW
from tongguan.operations.quarantine.queries import Need, plans, reveal, stages
from tongguan.operations.quarantine.tables import SampleTable
from tongguan.operations.quarantine.workflow import SAMPLE, SAMPLING_ORDER
from tongguan.platform.cases.interface import form_submission, form_submission_id, visible, visible_case
from tongguan.platform.permissions.interface import Actor, Refused, page
from tongguan.platform.reference.interface import parameters
from tongguan.platform.ui.interface import Link

LABORATORY = Text(zh="核酸实验室", en="Nucleic-acid laboratory")
SHOWN = (
    SampleState.COLLECTED,
    SampleState.IN_TRANSIT,
    SampleState.RECEIVED,
    SampleState.EXTRACTED,
    SampleState.RETEST,
    SampleState.REVIEWED,
)
PERSON = ("name", "document", "nationality", "born_on", "sex", "flight", "seat")


@page(VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Where samples stand, what is late, and the way to the next piece of work."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = stages(actor)
    figures = [
        {
            "label": SAMPLE.by_state[state].title,
            "count": found[state].count,
            "late": found[state].late,
            "url": f"{request.path}?f.state={state}",
        }
        for state in SHOWN
    ]
    told = {
        "title": LABORATORY,
        "figures": figures,
        "late": sum(found[state].late for state in SHOWN),
        "may_order": actor.may(ORDER),
        "may_carry": actor.may(CARRY) or actor.may(ANALYSE),
        "may_analyse": actor.may(ANALYSE),
        "at": timezone.now(),
    }
    rows = visible(actor, SAMPLE).select_related("order")
    rows = rows.only("tube", "reference", "state", "specimen", "due_at", "created_at", "order__reference")
    return SampleTable(rows, request).response("quarantine/home.html", told)


@page(ORDER)
def new_order(request: HttpRequest) -> HttpResponse:
    """Order a sample by hand; sent twice it is one order."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = OrderForm(actor, request.POST or None)
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        whose = Person(**{name: given[name].strip() for name in PERSON}) if given["name"].strip() else None
        try:
            order, _known = order_sample(
                actor=actor,
                office_id=given["office_id"],
                person=whose,
                goods=given["goods"],
                cause=Relation("officer", note=given["note"]),
                kit=given["kit"],
                submission=form_submission(request, sorted(given.items())),
            )
            return redirect("cases_detail", "sampling_order", order.reference)
        except Refused as refusal:
            problems = refusal.problems
    told = {
        "title": Text(zh="下达采样", en="Order a sample"),
        "form": form,
        "problems": problems,
        "submission_id": form_submission_id(request),
        "crumbs": [
            Link(LABORATORY, reverse("quarantine_home")),
            Link(Text(zh="下达采样", en="Order a sample"), "", current=True),
        ],
    }
    failed = problems or (request.method == "POST" and form.errors)
    return render(request, "quarantine/form.html", told, status=422 if failed else 200)


@page(PERSONAL)
def person(request: HttpRequest, reference: str) -> HttpResponse:
    """Whose sample it is, after the purpose is on record."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    order = visible_case(actor, SAMPLING_ORDER, reference)
    form = PurposeForm(request.POST or None)
    shown, asked, problems = None, False, ()
    if request.method == "POST" and form.is_valid():
        try:
            shown, asked = reveal(actor=actor, order=reference, purpose=form.cleaned_data["purpose"]), True
        except Refused as refusal:
            problems = refusal.problems  # type: ignore[assignment]
    told = {
        "title": Text(zh=f"受检人 {reference}", en=f"Person of {reference}"),
        "order": order,
        "form": form,
        "asked": asked,
        "person": shown,
        "problems": problems,
        "crumbs": [
            Link(LABORATORY, reverse("quarantine_home")),
            Link(reference, reverse("cases_detail", args=["sampling_order", reference])),
            Link(Text(zh="受检人", en="Person"), "", current=True),
        ],
    }
    failed = problems or (request.method == "POST" and form.errors)
    return render(request, "quarantine/person.html", told, status=422 if failed else 200)


@page(VIEW)
def capacity(request: HttpRequest) -> HttpResponse:
    """When the laboratory is through with a group, for each way of pooling."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    numbers = parameters(timezone.localdate())
    per_day, turnaround = (
        numbers.get(f"quarantine.{name}") for name in ("capacity_per_day", "run_turnaround")
    )
    found = stages(actor)
    behind = sum(
        found[state].count for state in (SampleState.RECEIVED, SampleState.RETEST, SampleState.IN_TRANSIT)
    )
    initial = {
        "persons": 335,
        "prevalence": "0.6",
        "per_day": int(str(per_day.value)) if per_day else None,
        "waiting": behind,
        "most": 10,
        "pool_sensitivity": "98",
        "least_found": "95",
    }
    form = CapacityForm(request.GET if "persons" in request.GET else initial)
    rows: list[Any] = []
    if form.is_valid() and turnaround is not None:
        given = form.cleaned_data
        need = Need(
            persons=given["persons"],
            prevalence=float(given["prevalence"]) / 100,
            per_day=given["per_day"],
            waiting=given["waiting"],
            most=given["most"],
            pool_sensitivity=float(given["pool_sensitivity"]) / 100,
            least_found=float(given["least_found"]) / 100,
        )
        rows = plans(need, timezone.now(), timedelta(hours=float(str(turnaround.value))))
    told = {
        "title": Text(zh="检测能力与混检", en="Capacity and pools"),
        "form": form,
        "rows": [(each, 100 * each.load.share, 100 * each.load.plan.sensitivity) for each in rows],
        "crumbs": [
            Link(LABORATORY, reverse("quarantine_home")),
            Link(Text(zh="检测能力", en="Capacity"), "", current=True),
        ],
    }
    failed = "persons" in request.GET and form.errors
    return render(request, "quarantine/capacity.html", told, status=422 if failed else 200)
