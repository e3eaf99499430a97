"""Pages of the command centre: the wall, the desk, the rows behind a number, dispatch, cameras."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongguan.datacentre.command_centre import actions
from tongguan.datacentre.command_centre.forms import CameraForm, DispatchForm
from tongguan.datacentre.command_centre.models import Reading
from tongguan.datacentre.command_centre.module import CAMERAS, DISPATCH, VIEW
from tongguan.datacentre.command_centre.queries import indicators as declared
from tongguan.datacentre.command_centre.queries import wall as queries
from tongguan.datacentre.command_centre.queries.sources import rows_behind
from tongguan.datacentre.command_centre.tables import TABLES
from tongguan.engines.problems import Text
from tongguan.platform.permissions.interface import Actor, NotFound, Refused, page
from tongguan.platform.ui.interface import Link

WALL = Text(zh="监控指挥中心", en="Command centre")
DESK = Text(zh="指挥台", en="Command desk")
HEAD = (
    "declarations_today", "lodged_last_hour", "released_today", "clearance_p50", "clearance_p80", "inspections_open",
    "hit_rate", "overdue", "vessels_in_port", "boxes_in_yard", "alerts_open",
)  # fmt: skip
WALL_ALERTS, DESK_ALERTS = 12, 8
"""The wall shows as many of its alerts as it has room for, and says how many more there are."""


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _panels(actor: Actor, alerts: int) -> dict[str, Any]:
    """What the wall and the desk share: readings, alerts, people, cameras."""
    found = queries.readings()
    by_code = {shown.code: shown for shown in queries.shown(declared.BY_CODE.values(), found)}
    people = found.get(actions.ON_DUTY)
    now = timezone.now()
    return {
        "flow": queries.shown(declared.FLOW, found),
        "funnel": queries.shown(declared.FUNNEL_STEPS, found),
        "head": [by_code[code] for code in HEAD],
        "gates": [by_code[c] for c in ("boxes_out_today", "boxes_in_today", "turned_back_today")],
        "revenue": [by_code[c] for c in ("billed_today", "paid_today")],
        "late": by_code["alerts_late"],
        "expected": by_code["vessels_expected"],
        "alerts": queries.urgent_alerts(actor, alerts),
        "alerts_open": int(by_code["alerts_open"].value or 0),
        "people": people.detail if people else [],
        "people_at": people.as_of if people else None,
        "cameras": [(c, queries.connected(c, now)) for c in queries.cameras()],
    }


@page(VIEW)
@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """The wall; fetches its own panels anew every few seconds."""
    context = {"title": WALL, **_panels(_actor(request), WALL_ALERTS)}
    return render(request, "command_centre/wall.html", context)


@page(VIEW)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The commander's desk: the same numbers, alerts to dispatch."""
    actor = _actor(request)
    context = {"title": DESK, **_panels(actor, DESK_ALERTS), "dispatches": actor.may(DISPATCH)}
    context["form"] = DispatchForm(people=context["people"])
    return render(request, "command_centre/desk.html", context)


@page(VIEW)
@require_GET
def rows(request: HttpRequest, code: str) -> HttpResponse:
    """The rows behind a number, at the moment of its reading."""
    indicator = declared.BY_CODE.get(code)
    reading = Reading.objects.filter(code=code).first()
    as_of = reading.as_of if reading else timezone.now()
    found = rows_behind(indicator, as_of) if indicator else None
    if indicator is None or found is None:
        raise NotFound(Text(zh="指标", en="indicator"))
    table, joined = TABLES[indicator.source]
    context = {
        "title": indicator.title,
        "shown": queries.shown([indicator], {code: reading} if reading else {})[0],
        "crumbs": [
            Link(DESK, reverse("command_centre_desk")),
            Link(indicator.title, request.path, current=True),
        ],
    }
    return table(found.select_related(*joined), request).response("command_centre/rows.html", context)


@page(DISPATCH)
@require_POST
def dispatch(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Send an alert to an officer on duty."""
    people = Reading.objects.filter(code=actions.ON_DUTY).first()
    form = DispatchForm(request.POST, people=people.detail if people else [])
    if not form.is_valid():
        messages.error(request, _("Choose an officer on duty and say what to do."))
        return redirect("command_centre_desk")
    try:
        actions.dispatch(
            actor=_actor(request),
            alert_id=alert_id,
            user_id=form.cleaned_data["user"],
            note=form.cleaned_data["note"],
        )
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        language = get_language() or "en"
        for problem in refusal.problems:
            messages.error(request, problem.message.in_language(language))
    else:
        messages.success(request, _("The alert was sent."))
    return redirect("command_centre_desk")


@page(VIEW)
@require_GET
def cameras(request: HttpRequest) -> HttpResponse:
    """The register of cameras; who may, finds the form to add one."""
    return _cameras(request, CameraForm() if _actor(request).may(CAMERAS) else None)


@page(CAMERAS)
@require_POST
def add_camera(request: HttpRequest) -> HttpResponse:
    """Add a camera to the register."""
    form = CameraForm(request.POST)
    if form.is_valid():
        actions.register_camera(actor=_actor(request), camera=form.save(commit=False))
        return redirect("command_centre_cameras")
    return _cameras(request, form, 422)


def _cameras(request: HttpRequest, form: CameraForm | None, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "title": Text(zh="摄像机", en="Cameras"),
        "form": form,
        "cameras": [(c, queries.connected(c, now)) for c in queries.cameras()],
        "crumbs": [
            Link(DESK, reverse("command_centre_desk")),
            Link(_("Cameras"), reverse("command_centre_cameras"), current=True),
        ],
    }
    return render(request, "command_centre/cameras.html", context, status=status)
