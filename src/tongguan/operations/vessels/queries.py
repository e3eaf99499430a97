"""Reads of vessels, calls and positions."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from tongguan.engines.problems import Text
from tongguan.operations.vessels.contracts import Call
from tongguan.operations.vessels.enums import IN_PORT
from tongguan.operations.vessels.models import PortCall, Position, Vessel
from tongguan.operations.vessels.module import REPORT_ANY, REPORT_OWN
from tongguan.operations.vessels.workflow import PORT_CALL
from tongguan.platform.cases.interface import visible
from tongguan.platform.permissions.interface import Actor, NotFound

PORT = Path(__file__).resolve().parent / "data" / "port.json"
TRACK_POINTS = 5_000
SHOWN_FOR = timedelta(hours=24)
"""A ship not heard of for this long is no longer drawn on the map."""


@cache
def port_features() -> dict[str, Any]:
    """The port as GeoJSON: land, quays with berths, anchorage, fairway; `kind` and `code` name each feature."""
    return json.loads(PORT.read_text(encoding="utf-8"))


def visible_calls(actor: Actor) -> QuerySet[PortCall]:
    """The port calls an actor may see: those of the case mechanism, and of the terminal they work at."""
    calls = visible(actor, PORT_CALL)
    terminals = [org for org, codes in actor.organisations.items() if PORT_CALL.view in codes]
    return PortCall.objects.filter(Q(pk__in=calls.values("pk")) | Q(terminal_id__in=terminals))


def vessel(imo: str) -> Vessel:
    """One vessel; raises NotFound."""
    found = Vessel.objects.filter(imo=imo).first()
    if found is None:
        raise NotFound(Text(zh="船舶", en="vessel"))
    return found


def track(ship: Vessel, since: datetime) -> list[Position]:
    """A vessel's positions since a moment, oldest first, the latest 5,000 of them."""
    rows = Position.objects.filter(vessel=ship, at__gte=since).order_by("-at")[:TRACK_POINTS]
    return list(rows)[::-1]


def latest_positions(now: datetime) -> dict[str, Any]:
    """The latest position of every ship heard of within a day, as a GeoJSON FeatureCollection."""
    ships = Vessel.objects.filter(position_at__gte=now - SHOWN_FOR).order_by("imo")
    berthed = dict(PortCall.objects.filter(state__in=IN_PORT).values_list("vessel_id", "state"))
    return {"type": "FeatureCollection", "features": [_feature(s, berthed.get(s.pk, "")) for s in ships]}


def _feature(ship: Vessel, state: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": int(ship.imo),
        "geometry": {"type": "Point", "coordinates": [ship.longitude, ship.latitude]},
        "properties": {
            "imo": ship.imo,
            "name": ship.name,
            "mmsi": ship.mmsi,
            "flag": ship.flag,
            "speed_kn": ship.speed_kn,
            "course_deg": ship.course_deg,
            "at": ship.position_at.isoformat() if ship.position_at else None,
            "call": state,
            "url": reverse("vessels_detail", args=[ship.imo]),
        },
    }


def reportable(actor: Actor, imos: set[str]) -> dict[str, int]:
    """The ships among these whose positions the actor may report, IMO number → vessel id."""
    ships = Vessel.objects.filter(imo__in=imos)
    if not actor.may(REPORT_ANY):
        own = [org for org, codes in actor.organisations.items() if REPORT_OWN in codes]
        ships = ships.filter(calls__applicant_id__in=own).distinct()
    return dict(ships.values_list("imo", "id"))


def call(reference: str) -> Call | None:
    """One port call for other modules; None where there is none. The caller checks who asks."""
    row = PortCall.objects.select_related("vessel").filter(reference=reference).first()
    return row and Call(
        row.pk,
        row.reference,
        row.state,
        row.vessel.imo,
        row.vessel.name,
        row.voyage_number,
        row.office_id,
        row.applicant_id,
    )
