"""Work at the bench: scanning, planning plates, loading files, signing reports of a run."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from tongguan.engines.problems import Text
from tongguan.operations.quarantine.actions import (
    collect,
    hand_over,
    load_run,
    plan_run,
    receive,
    sign_reports,
)
from tongguan.operations.quarantine.actions.runs import MOST_REPORTS
from tongguan.operations.quarantine.contracts import Custody, RunUpload, Scanned
from tongguan.operations.quarantine.forms import CollectForm, PlateForm, ScanForm, UploadForm
from tongguan.operations.quarantine.module import ANALYSE, CARRY, ORDER, SIGN
from tongguan.operations.quarantine.queries import to_be_signed, waiting_for_plate
from tongguan.operations.quarantine.views.desk import LABORATORY
from tongguan.operations.quarantine.workflow import RUN, SAMPLE, SAMPLING_ORDER
from tongguan.platform.cases.interface import form_submission, form_submission_id, visible_case
from tongguan.platform.measurement.interface import InstrumentKind, usable_instruments
from tongguan.platform.permissions.interface import Actor, Refused, page
from tongguan.platform.ui.interface import Link

MODES = {
    "receive": Text(zh="接收样本", en="Receive samples"),
    "hand_over": Text(zh="交接样本", en="Hand samples over"),
}
MOST_FILE_BYTES = 13_000_000


@page(ORDER)
def collecting(request: HttpRequest, reference: str) -> HttpResponse:
    """Collect samples for an order; then their labels are printed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    order = visible_case(actor, SAMPLING_ORDER, reference)
    form = CollectForm(request.POST or None, initial={"version": order.version})
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            collect(actor=actor, order=reference, **form.cleaned_data)
            return redirect("cases_detail", "sampling_order", reference)
        except Refused as refusal:
            problems = refusal.problems
    title = Text(zh="采样", en="Collect samples")
    told = {
        "title": title,
        "form": form,
        "problems": problems,
        "crumbs": [
            Link(LABORATORY, reverse("quarantine_home")),
            Link(reference, reverse("cases_detail", args=["sampling_order", reference])),
            Link(title, "", current=True),
        ],
    }
    failed = problems or (request.method == "POST" and form.errors)
    return render(request, "quarantine/form.html", told, status=422 if failed else 200)


@page(CARRY)
def scan(request: HttpRequest) -> HttpResponse:
    """Scan tubes: hand them over, or receive them at the laboratory against a box's manifest."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    modes = [mode for mode in MODES if mode != "receive" or actor.may(ANALYSE)]
    wanted = request.POST.get("mode") or request.GET.get("mode", "")
    mode = wanted if wanted in modes else modes[0]
    form = ScanForm(request.POST or None)
    problems: tuple[Any, ...] = ()
    found: list[Scanned] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        custody = Custody(
            given["receiver"] or (actor.name if mode == "receive" else ""),
            given["place"],
            given["temperature_c"],
            given["box"],
        )
        act = receive if mode == "receive" else hand_over
        try:
            found = act(
                actor=actor,
                tubes=given["tubes"].splitlines(),
                custody=custody,
                submission=form_submission(request, (mode, sorted(given.items()))),
            )
            kept = {name: given[name] for name in ("receiver", "place", "temperature_c", "box")}
            form = ScanForm(initial=kept)
        except Refused as refusal:
            problems = refusal.problems
    address = reverse("quarantine_scan")
    told = {
        "submission_id": uuid.uuid4() if found else form_submission_id(request),
        "title": MODES[mode],
        "form": form,
        "mode": mode,
        "problems": problems,
        "found": found,
        "accepted": sum(each.accepted for each in found),
        "tabs": [Link(MODES[each], f"{address}?mode={each}", current=each == mode) for each in modes],
        "crumbs": [Link(LABORATORY, reverse("quarantine_home")), Link(MODES[mode], "", current=True)],
    }
    failed = problems or (request.method == "POST" and form.errors)
    return render(request, "quarantine/scan.html", told, status=422 if failed else 200)


@page(ANALYSE)
def new_plate(request: HttpRequest) -> HttpResponse:
    """Choose samples for a plate; as many as fit are chosen already, the most urgent first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    waiting = list(waiting_for_plate(actor).only("tube", "state", "due_at", "repeated", "alone")[:400])
    tubes = [(each.tube, f"{each.tube} · {_standing(each)}") for each in waiting]
    machines = [
        (each.code, f"{each.code} {each.name}")
        for each in usable_instruments(actor, InstrumentKind.THERMOCYCLER)
    ]
    start = {"tubes": [tube for tube, _words in tubes[:47]]}
    form = PlateForm(tubes, machines, request.POST or None, initial=start)
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            run = plan_run(actor=actor, **form.cleaned_data)
            return redirect("cases_detail", "lab_run", run.reference)
        except Refused as refusal:
            problems = refusal.problems
    told = {
        "title": Text(zh="排板", en="Plan a plate"),
        "form": form,
        "problems": problems,
        "waiting": len(waiting),
        "machines": machines,
        "crumbs": [
            Link(LABORATORY, reverse("quarantine_home")),
            Link(Text(zh="排板", en="Plan a plate"), "", current=True),
        ],
    }
    failed = problems or (request.method == "POST" and form.errors)
    return render(request, "quarantine/plate.html", told, status=422 if failed else 200)


def _standing(sample: Any) -> str:
    return SAMPLE.by_state[sample.state].title.in_language(get_language() or "zh-hans")


@page(ANALYSE)
def upload(request: HttpRequest, reference: str) -> HttpResponse:
    """Load a run's file."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    run = visible_case(actor, RUN, reference)
    form = UploadForm(request.POST or None, request.FILES or None)
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        sent = RunUpload(file.read(MOST_FILE_BYTES), file.name or "run", form.cleaned_data["started_at"])
        try:
            load_run(actor=actor, run=reference, upload=sent)
            return redirect("cases_detail", "lab_run", reference)
        except Refused as refusal:
            problems = refusal.problems
    told = {
        "title": Text(zh=f"导入运行文件 {reference}", en=f"Load the file of {reference}"),
        "form": form,
        "problems": problems,
        "multipart": True,
        "crumbs": [
            Link(LABORATORY, reverse("quarantine_home")),
            Link(run.reference, reverse("cases_detail", args=["lab_run", reference]), current=False),
            Link(Text(zh="导入", en="Load"), "", current=True),
        ],
    }
    failed = problems or (request.method == "POST" and form.errors)
    return render(request, "quarantine/form.html", told, status=422 if failed else 200)


@page(SIGN)
@require_POST
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Sign the reports of all reviewed samples of a run."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = sign_reports(actor=actor, run=reference)
    told = {
        "title": Text(zh=f"签发报告 {reference}", en=f"Reports of {reference}"),
        "found": found,
        "accepted": sum(each.accepted for each in found),
        "left": to_be_signed(actor, reference).count() if len(found) == MOST_REPORTS else 0,
        "sign_url": reverse("quarantine_sign", args=[reference]),
        "back_url": reverse("cases_detail", args=["lab_run", reference]),
    }
    return render(request, "quarantine/signed.html", told)
