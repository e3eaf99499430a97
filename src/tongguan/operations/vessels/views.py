"""Pages of vessels: the list, one ship with its track and calls, the map of the port."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongguan.engines.problems import Text
from tongguan.operations.vessels import queries
from tongguan.operations.vessels.models import Vessel
from tongguan.operations.vessels.module import VIEW
from tongguan.operations.vessels.tables import VesselCallTable, VesselTable
from tongguan.platform.permissions.interface import page
from tongguan.platform.ui.interface import Link, number

TRACK = timedelta(hours=48)
VESSELS = Text(zh="船舶", en="Vessels")


@page(VIEW)
@require_GET
def vessel_list(request: HttpRequest) -> HttpResponse:
    """All vessels."""
    return VesselTable(Vessel.objects.all(), request).response("vessels/list.html", {"title": VESSELS})


@page(VIEW)
@require_GET
def vessel_detail(request: HttpRequest, imo: str) -> HttpResponse:
    """One vessel: identity, latest position, track, calls the reader may see."""
    ship = queries.vessel(imo)
    calls = queries.visible_calls(request.actor).filter(vessel=ship).select_related("vessel")  # type: ignore[attr-defined]
    context = {
        "title": ship.name,
        "ship": ship,
        "facts": _facts(ship),
        "crumbs": [Link(VESSELS, "/vessels/"), Link(ship.name, request.path, current=True)],
    }
    return VesselCallTable(calls, request).response("vessels/detail.html", context)


def _facts(ship: Vessel) -> list[tuple[str, Any]]:
    shown: list[tuple[str, Any]] = [
        (_("IMO number"), ship.imo),
        (_("MMSI"), ship.mmsi or "—"),
        (_("Flag"), ship.flag or "—"),
        (_("Call sign"), ship.call_sign or "—"),
    ]
    if ship.position_at is not None:
        shown += [
            (_("Longitude, latitude"), f"{ship.longitude:.4f}°, {ship.latitude:.4f}°"),
            (_("Speed (kn)"), "—" if ship.speed_kn is None else number(ship.speed_kn, 1)),
            (_("Course (°)"), "—" if ship.course_deg is None else number(ship.course_deg, 0)),
        ]
    return shown


@page(VIEW)
@require_GET
def port_map(request: HttpRequest) -> HttpResponse:
    """The port with its ships."""
    return render(request, "vessels/map.html", {"title": Text(zh="港区地图", en="Port map")})


@page(VIEW)
@require_GET
def port_json(request: HttpRequest) -> JsonResponse:
    """The port's features for the map."""
    response = JsonResponse(queries.port_features())
    response["Cache-Control"] = "private, max-age=3600"
    return response


@page(VIEW)
@require_GET
def ships_json(request: HttpRequest) -> JsonResponse:
    """The latest positions for the map."""
    return JsonResponse(queries.latest_positions(timezone.now()))


@page(VIEW)
@require_GET
def track_json(request: HttpRequest, imo: str) -> JsonResponse:
    """A vessel's track of two days as one GeoJSON line; empty with fewer than two positions."""
    points = queries.track(queries.vessel(imo), timezone.now() - TRACK)
    line = {
        "type": "Feature",
        "properties": {"imo": imo, "points": len(points)},
        "geometry": {"type": "LineString", "coordinates": [[p.longitude, p.latitude] for p in points]},
    }
    return JsonResponse({"type": "FeatureCollection", "features": [line] if len(points) > 1 else []})
