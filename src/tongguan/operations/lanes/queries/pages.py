"""What officers see: the lanes of their offices, and whoever was in them."""

from __future__ import annotations

from django.db.models import QuerySet

from tongguan.engines.fusion import State
from tongguan.engines.problems import Text
from tongguan.operations.lanes.models import Encounter, Lane
from tongguan.operations.lanes.module import MANAGE, VIEW
from tongguan.platform.permissions.interface import Actor, NotFound


def visible_lanes(actor: Actor) -> QuerySet[Lane]:
    """The lanes of the actor's offices; commanders, auditors and administrators see all."""
    lanes = Lane.objects.order_by("code")
    if (
        actor.kind == "system"
        or actor.may(MANAGE)
        or (actor.may(VIEW) and {"commander", "auditor"} & actor.roles)
    ):
        return lanes
    return lanes.filter(office_id__in=actor.office_ids) if actor.may(VIEW) else lanes.none()


def visible_encounters(actor: Actor) -> QuerySet[Encounter]:
    """Encounters in lanes the actor sees."""
    return Encounter.objects.filter(lane__in=visible_lanes(actor))


def visible_encounter(actor: Actor, encounter_id: int) -> Encounter:
    """One of them; a hidden one and a missing one look alike."""
    found = visible_encounters(actor).select_related("lane").filter(pk=encounter_id).first()
    if found is None:
        raise NotFound(Text(zh="旅客通行记录", en="encounter"))
    return found


def referred(actor: Actor) -> QuerySet[Encounter]:
    """Who waits for an officer, the longest waiting first."""
    rows = visible_encounters(actor).filter(state=State.REFER, resolved_at=None)
    return rows.select_related("lane").order_by("opened_at", "pk")


def recent(actor: Actor) -> dict[int, Encounter]:
    """The latest encounter of each lane."""
    rows = visible_encounters(actor).order_by("lane_id", "-opened_at", "-pk").distinct("lane_id")
    return {row.lane_id: row for row in rows}
