"""The counter: one document scanned, typed or photographed, and whether to divert."""

from __future__ import annotations

import threading
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tongguan.engines.mrz import Reading
from tongguan.engines.problems import Problem, Text
from tongguan.operations.travellers.actions.scanning import screen_document
from tongguan.operations.travellers.contracts import DocumentFields, ScreeningVerdict
from tongguan.operations.travellers.forms import LookUpForm
from tongguan.operations.travellers.module import SCREEN
from tongguan.operations.travellers.pages import surroundings
from tongguan.operations.travellers.queries.flights import flight_on
from tongguan.operations.travellers.queries.watch import warm
from tongguan.operations.travellers.tables import VERDICTS, percent
from tongguan.platform.permissions.interface import Refused, page

MOST_PICTURE_BYTES = 15 * 1024 * 1024
NO_READER = Problem(
    "mrz.no_vision",
    Text(zh="本机未安装图片识读组件，请扫描或录入", en="This house reads no pictures; scan or type it"),
)
NO_FLIGHT = Text(zh="今天没有该航班的旅客信息", en="there is no passenger message of this flight today")


@page(SCREEN)
@never_cache
def look_up(request: HttpRequest) -> HttpResponse:
    """The form, and after it the answer."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        threading.Thread(target=_warmed, name="travellers.warm", daemon=True).start()
        return _shown(request, LookUpForm())
    form = LookUpForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, status=422)
    given = form.cleaned_data
    reading, problems = _picture(request)
    flight = flight_on(given["flight"], timezone.localdate()) if given["flight"] else None
    if given["flight"] and flight is None:
        problems.append(Problem("travellers.no_flight", NO_FLIGHT, "/flight"))
    fields = DocumentFields(
        given["number"],
        "",
        (given["name"],) if given["name"] else (),
        given["birth_date"],
        given["sex"],
        given["nationality"],
    )
    try:
        verdict = screen_document(
            actor=actor,
            purpose=given["purpose"],
            mrz=given["mrz"].split() if given["mrz"].strip() else (),
            fields=fields,
            flight=flight,
            reading=reading,
        )
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return _shown(request, form, problems=[*problems, *refusal.problems], status=refusal.status)
    again = LookUpForm(initial={"flight": given["flight"], "purpose": given["purpose"]})
    return _shown(request, again, verdict, problems)


def _shown(
    request: HttpRequest,
    form: LookUpForm,
    verdict: ScreeningVerdict | None = None,
    problems: Any = (),
    status: int = 200,
) -> HttpResponse:
    told = surroundings(
        request.actor,  # type: ignore[attr-defined]
        "travellers_look_up",
        title=_("Look up a document"),
        form=form,
        verdict=verdict,
        decision=VERDICTS[verdict.decision] if verdict else None,
        hits=[{"hit": hit, "percent": percent(hit.probability)} for hit in verdict.hits] if verdict else (),
        candidates=[
            {"one": each, "decision": VERDICTS[each.decision], "hits": len(each.hits)}
            for each in verdict.candidates
        ]
        if verdict
        else (),
        problems=[*problems, *(verdict.problems if verdict else ())],
    )
    return render(request, "travellers/look_up.html", told, status=status)


def _picture(request: HttpRequest) -> tuple[Reading | None, list[Problem]]:
    """What a picture of the document says, where one was given."""
    file = request.FILES.get("picture")
    if file is None:
        return None, []
    try:
        from tongguan.engines.mrz.picture import read_picture
    except ImportError:
        return None, [NO_READER]
    found = read_picture(file.read(MOST_PICTURE_BYTES + 1))
    return found.reading, []


def _warmed() -> None:
    """The lists come into memory while the officer takes the document, not after."""
    try:
        warm()
    finally:
        connection.close()
