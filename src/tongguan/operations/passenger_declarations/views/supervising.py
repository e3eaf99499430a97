"""The supervisor: flights in numbers; and what an officer sees of one declaration."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tongguan.engines.problems import Text
from tongguan.operations.passenger_declarations.contracts import COLOURS, WORKFLOW
from tongguan.operations.passenger_declarations.enums import Shade, State
from tongguan.operations.passenger_declarations.models import PassengerDeclaration
from tongguan.operations.passenger_declarations.module import HEALTH, VIEW
from tongguan.operations.passenger_declarations.queries import summaries
from tongguan.operations.passenger_declarations.tables import WAYS, FlightTable
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.permissions.interface import Actor, page
from tongguan.platform.ui.interface import Link, Share

MOST_FLIGHTS = 500
TITLE = Text(zh="旅客申报", en="Traveller declarations")
TONES = {"green": "good", "yellow": "warn", "red": "bad"}


@page(VIEW)
@require_safe
def flights(request: HttpRequest) -> HttpResponse:
    """The latest flights with their counts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = list(summaries.flights(actor)[:MOST_FLIGHTS])
    return FlightTable(rows, request).response("passenger_declarations/flights.html", {"title": TITLE})


@page(VIEW)
@require_safe
def flight_summary(request: HttpRequest, flight: str, day: str, way: str) -> HttpResponse:
    """One flight: by colour and by state, which both add up."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        travel_date = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    found = summaries.summary(flight[:8], travel_date, leaving=way == "exit", actor=actor)
    if not found.declared and not found.superseded:
        raise Http404
    titles = {COLOURS[shade.value]: shade.label for shade in Shade}
    states = {state.value: state.label for state in State}
    context = {
        "title": Text(zh=f"航班 {flight}", en=f"Flight {flight}"),
        "crumbs": [Link(TITLE, reverse("passenger_declarations_flights"))],
        "summary": found,
        "way": WAYS[found.leaving][0],
        "colours": [(titles[name], name, count, TONES[name]) for name, count in found.by_colour.items()],
        "shares": [
            Share(titles[name], count, marked=name == "red")
            for name, count in found.by_colour.items()
            if count
        ],
        "states": [(states[name], count) for name, count in found.by_state.items()],
    }
    return render(request, "passenger_declarations/flight.html", context)


def case_context(actor: Actor, case: PassengerDeclaration) -> dict[str, Any]:
    """The receipt for everybody who sees the case; the answers for who investigates, and that is recorded."""
    told: dict[str, Any] = {
        "shade": Shade(case.colour).label,
        "shade_tone": TONES[COLOURS[case.colour]],
        "way": WAYS[case.leaving][0],
        "may_read": actor.may(HEALTH) and case.office_id in actor.office_ids,
        "gone": case.answers is None,
    }
    if not told["may_read"] or case.answers is None:
        return told
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    held = case.answers
    record(actor=actor, action="passenger_declaration.read", subject=(WORKFLOW, case.reference), data={})
    kept = held.get("kept", {})
    return told | {
        "document": summaries.document_in_words(held["document"], language),
        "answers": summaries.describe(held["answers"], form=case.form, language=language),
        "kept": summaries.kept_in_words(held["answers"], kept, form=case.form, language=language),
    }


def summary_line(case: PassengerDeclaration) -> Text:
    """What a queue line says: where to, never who."""
    shade = {0: Text(zh="绿色", en="green"), 1: Text(zh="黄色", en="yellow"), 2: Text(zh="红色", en="red")}[
        case.colour
    ]
    where = f"{case.flight or '—'} {case.travel_date:%Y-%m-%d}"
    return Text(zh=f"{where} {shade.zh}", en=f"{where} {shade.en}")


register_page(
    WORKFLOW,
    CasePage(context=case_context, summary=summary_line, reads=("flight", "travel_date", "colour")),
)
