"""Pages of endoscopy: the phone's, the months, what the desk sees of a session."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tongguan.engines.problems import Text
from tongguan.operations.endoscopy.models import EndoscopeSession, SampleRequest
from tongguan.operations.endoscopy.module import RECORD, VIEW
from tongguan.operations.endoscopy.queries import evidence_of, months, sessions_of, verification
from tongguan.operations.endoscopy.rules import MAX_GAP, MIN_DIAMETER
from tongguan.operations.endoscopy.tables import MonthTable
from tongguan.operations.endoscopy.workflow import ENDOSCOPY
from tongguan.operations.inspections.interface import one_of_mine
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.permissions.interface import Actor, page
from tongguan.platform.reference.interface import parameter_row

SEGMENT_S = 10
"""How long a phone records into one file."""


@page(VIEW)
def month_table(request: HttpRequest) -> HttpResponse:
    """Judgements and avoided samples by month."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return MonthTable(months(actor), request).response(
        "endoscopy/months.html",
        {"title": Text(zh="内窥镜查验与免取样率", en="Endoscopy and avoided samples")},
    )


@page(RECORD)
def look(request: HttpRequest, reference: str) -> HttpResponse:
    """The phone's page: measure the hole, record, take stills, judge; its script works without a network."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = one_of_mine(actor, reference)
    today = timezone.localdate()
    limit = parameter_row(MIN_DIAMETER, today)
    told: dict[str, Any] = {
        "title": Text(zh="内窥镜", en="Endoscope"),
        "case": case,
        "back_url": reverse("inspections_task", args=[reference]),
        "limit": limit,
        "sessions": [
            {"row": row, "state": ENDOSCOPY.by_state[row.state]} for row in sessions_of(actor, reference)
        ],
        "task": {
            "reference": reference,
            "min_diameter_cm": str(limit.value),
            "max_gap_s": str(parameter_row(MAX_GAP, today).value),
            "segment_s": SEGMENT_S,
        },
        "texts": phone_texts(),
    }
    return render(request, "endoscopy/look.html", told)


def phone_texts() -> dict[str, str]:
    """The sentences that the phone's script says."""
    return {
        "narrow": _("Too narrow: at least {limit} cm are needed"), "measure": _("Measure the hole first"),
        "no_camera": _("The camera does not open: {why}"), "no_place": _("The place is not known yet"),
        "recording": _("Recording {seconds} s"), "recorded": _("Recorded {seconds} s in {count} segments"),
        "still": _("Take a still"),
        "gap": _("The recording has a gap; look again"), "one_still": _("At least one still is needed"),
        "kept": _("Kept on this phone, will be sent"), "sent": _("The session has arrived: {reference}"),
        "sample": _("Sample request {reference}"), "first": _("The steps before it are sent first"),
        "refused": _("Not accepted by the server. Nothing is lost; see why below."),
        "waiting": _("{count} to be sent"), "offline": _("No network: everything is kept on this phone"),
        "discard": _("I have read it"),
    }  # fmt: skip


def case_context(actor: Actor, case: EndoscopeSession) -> dict[str, Any]:
    """What the desk's page shows beside the course: evidence, each piece with whether it is still what it was."""
    checked = {row["digest"]: row for row in verification(case)} if case.evidence else {}
    evidence = evidence_of(case)
    return {
        "stills": [{**row, "check": checked[row["digest"]]} for row in evidence["stills"]],
        "segments": [{**row, "check": checked[row["digest"]]} for row in evidence["segments"]],
        "sample_request": SampleRequest.objects.filter(session=case).first(),
        "intact": all(row["ok"] for row in checked.values()),
    }


def summary(case: EndoscopeSession | SampleRequest) -> str:
    """What a queue line says."""
    return f"{case.container or case.declaration} · {case.inspection}"


SAID = ("container", "declaration", "inspection")
register_page("endoscopy", CasePage(context=case_context, summary=summary, reads=SAID))
register_page("sample_request", CasePage(summary=summary, reads=SAID))
