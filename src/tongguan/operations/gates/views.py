"""Pages of gates: the officer's live page with manual entry, the list, one passage."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongguan.engines.problems import Text
from tongguan.operations.gates import queries
from tongguan.operations.gates.actions import pass_gate
from tongguan.operations.gates.contracts import Arrival
from tongguan.operations.gates.enums import Direction, Outcome
from tongguan.operations.gates.forms import PassageForm
from tongguan.operations.gates.module import RECORD, VIEW
from tongguan.operations.gates.tables import DIRECTIONS, OUTCOMES, PassageTable, gate_name
from tongguan.platform.cases.interface import Submission
from tongguan.platform.permissions.interface import Actor, NotFound, Refused, page
from tongguan.platform.ui.interface import Link

GATES = Text(zh="卡口", en="Gates")
RECENT = 12


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@page(VIEW)
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The latest passages in large, and entry by hand for who may record."""
    actor = _actor(request)
    may_record = actor.may(RECORD)
    form = PassageForm(request.POST or None) if may_record else None
    status = 200
    if request.method == "POST" and form is not None:
        status = 422
        if form.is_valid():
            done = _record(request, actor, form)
            if done is not None:
                return done
    rows = queries.visible_passages(actor).order_by("-at", "-id")
    today = rows.filter(at__gte=timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0))
    context = {
        "title": GATES,
        "form": form,
        "latest": [_shown(row) for row in rows[:RECENT]],
        "counts": [
            (
                _("Out today"),
                today.filter(direction=Direction.OUT, outcome=Outcome.PASSED).count(),
                "",
                "gate",
            ),
            (_("In today"), today.filter(direction=Direction.IN, outcome=Outcome.PASSED).count(), "", "gate"),
            (_("Turned back today"), today.filter(outcome=Outcome.REFUSED).count(), "bad", "stop"),
        ],
    }
    return render(request, "gates/home.html", context, status=status)


def _record(request: HttpRequest, actor: Actor, form: PassageForm) -> HttpResponse | None:
    """Record what was entered; None with the problems on the form."""
    values: dict[str, Any] = dict(form.cleaned_data)
    key = values.pop("submission")
    digest = hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()
    arrival = Arrival(**{**values, "direction": Direction(values["direction"]), "at": timezone.now()})
    try:
        passage, _again = pass_gate(actor=actor, arrival=arrival, submission=Submission(key, digest))
    except Refused as refusal:
        for problem in refusal.problems:
            name = problem.pointer.lstrip("/")
            text = problem.message.in_language(get_language() or "en")
            form.add_error(name if name in form.fields else None, text)
        return None
    return redirect(reverse("gates_passage", args=[passage.pk]))


def _shown(row: Any) -> dict[str, Any]:
    label, tone = OUTCOMES[Outcome(row.outcome)]
    return {
        "row": row,
        "gate": gate_name(row.gate),
        "direction": DIRECTIONS[Direction(row.direction)],
        "label": label,
        "tone": tone,
        "icon": "done" if tone == "good" else "stop",
        "reasons": [Text(zh=r["zh"], en=r["en"]) for r in row.reasons],
    }


@page(VIEW)
@require_GET
def passages(request: HttpRequest) -> HttpResponse:
    """All passages the reader may see."""
    rows = queries.visible_passages(_actor(request))
    return PassageTable(rows, request).response("gates/passages.html", {"title": _("Gate passages")})


@page(VIEW)
@require_GET
def passage(request: HttpRequest, passage_id: int) -> HttpResponse:
    """One passage: the decision in large, its reasons, its declarations."""
    row = queries.visible_passages(_actor(request)).filter(pk=passage_id).first()
    if row is None:
        raise NotFound(Text(zh="卡口通行记录", en="gate passage"))
    shown = _shown(row)
    context = {
        "title": Text(zh=f"{row.container} 通行", en=f"Passage of {row.container}"),
        **shown,
        "facts": [
            (_("Gate"), shown["gate"]),
            (_("Direction"), shown["direction"]),
            (_("Container"), row.container),
            (_("Vehicle plate"), row.vehicle_plate),
            (_("Time"), timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M:%S")),
        ],
        "crumbs": [Link(GATES, reverse("gates_home")), Link(row.container, request.path, current=True)],
    }
    return render(request, "gates/passage.html", context)
