"""Referrals: told to officers, dealt with by one of them."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tongguan.engines.fusion import State
from tongguan.engines.problems import Text
from tongguan.operations.lanes.enums import Resolution
from tongguan.operations.lanes.errors import refused
from tongguan.operations.lanes.models import Encounter, Lane
from tongguan.operations.lanes.module import DECIDE
from tongguan.operations.lanes.queries import visible_encounter
from tongguan.platform.alerts.interface import (
    Disposition,
    Evidence,
    Severity,
    Source,
    acknowledge,
    disposition,
    raise_alert,
)
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import Actor, NotAllowed, NotFound, Refused, require

REFERRED = Text(zh="{lane}：一名旅客转人工", en="{lane}: a traveller is referred to an officer")
RECALLED = Text(zh="{lane}：一名旅客放行后转人工", en="{lane}: a traveller is called back after passing")
DISPOSITIONS = {
    Resolution.CLEARED: Disposition.EXPLAINED,
    Resolution.ABSENT: Disposition.FALSE_ALARM,
    Resolution.QUARANTINE: Disposition.CORRECTED,
    Resolution.HANDED_OVER: Disposition.CLUE,
}


def refer(lane: Lane, encounter: Encounter) -> None:
    """Tell officers, in the caller's transaction. Neither event nor alert says who or why: the page does."""
    title = RECALLED if encounter.recalled else REFERRED
    alert = raise_alert(
        source_key=f"lanes.encounter:{encounter.pk}",
        kind="lanes.recalled" if encounter.recalled else "lanes.referred",
        title=title.filled(lane=lane.name),
        severity=Severity.HIGH if encounter.recalled else Severity.MEDIUM,
        evidence=[
            Evidence("row", f"encounter/{encounter.pk}", url=reverse("lanes_encounter", args=[encounter.pk]))
        ],
        source=Source("device", f"lane:{lane.code}", "1"),
        office_id=lane.office_id,
        owner_role="quarantine_officer",
    )
    Encounter.objects.filter(pk=encounter.pk).update(alert_id=alert.pk)
    publish(
        "encounter.referred",
        f"encounter/{encounter.pk}",
        {"encounter": encounter.pk, "lane": lane.code, "completeness": encounter.completeness},
    )


@transaction.atomic
def resolve(*, actor: Actor, encounter_id: int, resolution: str, note: str = "") -> Encounter:
    """An officer deals with a referred traveller, once. Raises NotAllowed, NotFound, Refused."""
    require(actor, DECIDE)
    found = visible_encounter(actor, encounter_id)
    if actor.kind != "system" and found.lane.office_id not in actor.office_ids:
        raise NotAllowed(DECIDE)
    row = Encounter.objects.select_for_update(of=("self",)).select_related("lane").get(pk=found.pk)
    if row.state != State.REFER:
        raise refused("not_referred", status=409)
    if row.resolved_at is not None:
        raise refused("resolved", status=409)
    row.resolution, row.resolved_at = Resolution(resolution), timezone.now()
    row.resolved_by_id, row.note = actor.user_id, note.strip()[:1000] or None
    row.save(update_fields=["resolution", "resolved_at", "resolved_by", "note"])
    told = {"resolution": row.resolution, "lane": row.lane.code}
    record(actor=actor, action="lanes.resolved", subject=("encounter", str(row.pk)), data=told)
    publish("encounter.resolved", f"encounter/{row.pk}", {"encounter": row.pk, "resolution": row.resolution})
    _close_alert(actor, row)
    return row


def _close_alert(actor: Actor, row: Encounter) -> None:
    """The alert goes with the traveller, where it is still the actor's to handle."""
    if row.alert_id is None:
        return
    try:
        with transaction.atomic():
            acknowledge(actor=actor, alert_id=row.alert_id)
    except (NotAllowed, NotFound, Refused):
        pass  # acknowledged already, or somebody else's by now
    try:
        with transaction.atomic():
            code = DISPOSITIONS[Resolution(row.resolution)]
            disposition(
                actor=actor, alert_id=row.alert_id, code=code, note=str(Resolution(row.resolution).label)
            )
    except (NotAllowed, NotFound, Refused):
        pass  # it stays open for whoever owns it
