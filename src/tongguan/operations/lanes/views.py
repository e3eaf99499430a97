"""Pages of lanes: all lanes live with who waits for an officer, one encounter, all of them, the devices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongguan.engines.fusion import CHANNEL_NAMES, Channel
from tongguan.engines.problems import Text
from tongguan.operations.lanes import queries
from tongguan.operations.lanes.actions import resolve
from tongguan.operations.lanes.enums import Resolution
from tongguan.operations.lanes.forms import ResolveForm
from tongguan.operations.lanes.models import Device
from tongguan.operations.lanes.module import DECIDE, VIEW
from tongguan.operations.lanes.rules import ADAPTERS
from tongguan.operations.lanes.tables import ICONS, EncounterTable, shown
from tongguan.platform.measurement.interface import valid_instrument
from tongguan.platform.permissions.interface import Actor, Refused, page
from tongguan.platform.ui.interface import Link

LANES = Text(zh="七合一通道", en="Lanes")
HEALTH = Text(zh="通道设备", en="Devices of the lanes")
SHOWN_FOR = timedelta(seconds=20)
"""How long a lane shows somebody who has left it."""
MOST_REFERRED = 30
HOTKEYS = {
    Resolution.CLEARED: "c",
    Resolution.QUARANTINE: "q",
    Resolution.HANDED_OVER: "h",
    Resolution.ABSENT: "n",
}


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@page(VIEW)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Each lane with whoever is in it, and who waits for an officer; fetches itself anew every second."""
    actor, now = _actor(request), timezone.now()
    may_decide = actor.may(DECIDE)
    latest = queries.recent(actor)
    lanes = []
    for lane in queries.visible_lanes(actor).filter(active=True):
        row = latest.get(lane.pk)
        if row is not None and row.decided_at and row.decided_at < now - SHOWN_FOR:
            row = None
        lanes.append({"lane": lane, "now": shown(row, may_decide) if row else None})
    waiting = queries.referred(actor)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    counts = queries.visible_encounters(actor).aggregate(
        passed=Count("pk", filter=Q(opened_at__gte=midnight, state="pass")),
        referred=Count("pk", filter=Q(opened_at__gte=midnight, state="refer")),
        waiting=Count("pk", filter=Q(state="refer", resolved_at=None)),
    )
    lost = (
        Device.objects.filter(active=True, lane__in=queries.visible_lanes(actor))
        .exclude(lost_at=None)
        .count()
    )
    context = {
        "title": LANES,
        "lanes": lanes,
        "waiting": [shown(row, may_decide) for row in waiting[:MOST_REFERRED]],
        "counts": counts,
        "lost": lost,
        "compares": any(each["lane"].compares_faces for each in lanes),
    }
    return render(request, "lanes/home.html", context)


@page(VIEW)
@require_GET
def encounters(request: HttpRequest) -> HttpResponse:
    """All encounters the reader may see."""
    rows = queries.visible_encounters(_actor(request)).select_related("lane")
    return EncounterTable(rows, request).response("lanes/encounters.html", {"title": _("Encounters")})


@page(VIEW)
@require_http_methods(["GET", "POST"])
def encounter(request: HttpRequest, encounter_id: int) -> HttpResponse:
    """One encounter: verdict, channels, reasons; the officer's outcome where one is due."""
    actor = _actor(request)
    row = queries.visible_encounter(actor, encounter_id)
    due = row.state == "refer" and row.resolved_at is None and actor.may(DECIDE)
    form = ResolveForm(request.POST or None) if due else None
    status, problems = 200, []
    if request.method == "POST":
        status = 422
        if form is None or form.is_valid():
            given = form.cleaned_data if form else {"resolution": Resolution.CLEARED, "note": ""}
            try:
                resolve(actor=actor, encounter_id=encounter_id, **given)
                messages.success(request, _("The outcome is recorded."))
                return redirect("lanes_home")
            except Refused as refusal:
                status = refusal.status
                problems = [each.message.in_language(get_language() or "en") for each in refusal.problems]
    title = Text(zh=f"{row.lane.zh} · 通行 {row.pk}", en=f"{row.lane.en} · encounter {row.pk}")
    context = {
        "title": title,
        **shown(row, actor.may(DECIDE)),
        "form": form,
        "problems": problems,
        "outcomes": [(each.value, each.label, HOTKEYS[each]) for each in Resolution],
        "facts": _facts(row),
        "crumbs": [Link(LANES, reverse("lanes_home")), Link(title, request.path, current=True)],
    }
    return render(request, "lanes/encounter.html", context, status=status)


def _facts(row: Any) -> list[tuple[str, Any]]:
    def told(at: Any) -> str:
        return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else "—"

    found = [
        (_("Lane"), row.lane.name),
        (_("Stepped in"), told(row.opened_at)),
        (_("Stepped out"), told(row.stopped_at)),
    ]
    if row.fused_at:
        seconds = (row.fused_at - row.opened_at).total_seconds()
        found.append((_("Measured within"), f"{seconds:.1f} s"))
    if row.resolved_at:
        found += [(_("Outcome"), row.get_resolution_display()), (_("Dealt with"), told(row.resolved_at))]
    return found


@page(VIEW)
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Every device: when it was last heard of, how its clock stands, until when its calibration holds."""
    actor, today = _actor(request), timezone.localdate()
    rows = (
        Device.objects.filter(active=True, lane__active=True, lane__in=queries.visible_lanes(actor))
        .select_related("lane")
        .order_by("lane__code", "channel")
    )
    known: dict[tuple[str, str], Any] = {}
    devices = []
    for row in rows:
        channel = Channel(row.channel)
        validity = None
        if ADAPTERS[channel].calibrated:
            pair = (row.instrument, row.method)
            validity = known.get(pair) or valid_instrument(*pair, today)
            known[pair] = validity
        if row.lost_at:
            label, tone = _("Lost"), "bad"
        elif row.last_seen_at is None:
            label, tone = _("Never heard of"), "idle"
        else:
            label, tone = _("Connected"), "good"
        devices.append(
            {"row": row, "name": CHANNEL_NAMES[channel], "icon": ICONS[channel], "label": label, "tone": tone,
             "validity": validity}
        )  # fmt: skip
    context = {
        "title": HEALTH,
        "devices": devices,
        "crumbs": [Link(LANES, reverse("lanes_home")), Link(HEALTH, request.path, current=True)],
    }
    return render(request, "lanes/health.html", context)
