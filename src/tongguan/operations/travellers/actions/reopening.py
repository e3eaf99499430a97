"""Confirmed hits whose entry went: somebody must look at them again while the person may still be met."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.travellers.actions.hits import OWNER_ROLE, SOURCE_KIND, settle_verdicts
from tongguan.operations.travellers.enums import Ended, HitState
from tongguan.operations.travellers.models import Hit
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import Actor


def reopen(hits: Iterable[Hit], *, actor: Actor) -> int:
    """Those of passengers still relevant become open again, each with an alert of its own."""
    today = timezone.localdate()
    done = 0
    touched = set()
    for hit in hits:
        if hit.passenger is None or hit.passenger.relevant_until < today:
            continue
        hit.state, hit.ended, hit.decided_at, hit.decided_by = HitState.OPEN, Ended.ENTRY_REMOVED, None, None
        hit.alert = raise_alert(
            source_key=f"travellers:{hit.reference}:{today}",
            kind="travellers.hit_reopened",
            title=Text(
                zh=f"名单条目已移除，须复核已确认的命中 {hit.reference}",
                en=f"Entry taken off its list: look again at confirmed hit {hit.reference}",
            ),
            severity=Severity.HIGH,
            evidence=[Evidence("row", hit.reference, url=f"/travellers/hits/{hit.reference}/")],
            source=Source(SOURCE_KIND, hit.source.code),
            office_id=hit.office_id,
            owner_role=OWNER_ROLE if hit.office_id else "",
        )
        hit.save(update_fields=["state", "ended", "decided_at", "decided_by", "alert"])
        data = {"why": str(Ended.ENTRY_REMOVED), "list": hit.source.code, "entry": hit.entry_id}
        record(actor=actor, action="travellers.hit_reopened", subject=("hit", hit.reference), data=data)
        publish(
            "travellers.hit_raised", f"hit:{hit.reference}", {"hit": hit.reference, "list": hit.source.code}
        )
        touched.add(hit.passenger_id)
        done += 1
    settle_verdicts(touched)
    return done
