"""The fleet at a glance, and sessions as counts; the number of queries does not grow with the kiosks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from tongguan.operations.kiosks.enums import Part, Stage
from tongguan.operations.kiosks.models import Kiosk, Session
from tongguan.operations.kiosks.module import MODULE, VIEW
from tongguan.platform.permissions.interface import Actor, NotFound, require

LOST, UNSEEN = "lost", "unseen"


def standing_of(kiosk: Kiosk) -> str:
    """What the dashboard shows of a kiosk: its stage, or that it is lost or was never heard of."""
    if kiosk.lost_at is not None:
        return LOST
    return UNSEEN if kiosk.seen_at is None else kiosk.stage


def fleet(actor: Actor) -> dict[str, list[Kiosk]]:
    """Kiosks in service by hall, in the order they stand there; one query."""
    require(actor, VIEW)
    halls: dict[str, list[Kiosk]] = {}
    for kiosk in Kiosk.objects.filter(retired_at=None).order_by("hall", "place", "code"):
        halls.setdefault(kiosk.hall, []).append(kiosk)
    return halls


def kiosk_counts(kiosks: Iterable[Kiosk]) -> dict[str, int]:
    """How many kiosks stand how, and how many have a printer or scanner that needs somebody."""
    found = dict.fromkeys((*Stage.values, LOST, UNSEEN, "parts"), 0)
    for kiosk in kiosks:
        found[standing_of(kiosk)] += 1
        found["parts"] += bool({kiosk.printer, kiosk.scanner} & {Part.LOW, Part.FAULT})
    return found


def session_counts(
    actor: Actor, since: datetime, until: datetime, *, kiosk: Kiosk | None = None
) -> dict[str, Any]:
    """Sessions that began in a span: started, with a call, submitted, abandoned, under way; and by language."""
    require(actor, VIEW)
    rows = Session.objects.filter(started_at__gte=since, started_at__lt=until)
    if kiosk is not None:
        rows = rows.filter(kiosk=kiosk)
    found: dict[str, Any] = rows.aggregate(
        started=Count("pk", distinct=True),
        assisted=Count("pk", filter=Q(calls__isnull=False), distinct=True),
        submitted=Count("pk", filter=Q(stage=Stage.SUBMITTED), distinct=True),
        abandoned=Count("pk", filter=Q(stage=Stage.ABANDONED), distinct=True),
    )
    found["under_way"] = found["started"] - found["submitted"] - found["abandoned"]
    found["languages"] = list(
        rows.values_list("language").annotate(count=Count("pk")).order_by("-count", "language")
    )
    return found


def visible_kiosk(actor: Actor, kiosk_id: int) -> Kiosk:
    """One kiosk; raises NotFound."""
    require(actor, VIEW)
    found = Kiosk.objects.filter(pk=kiosk_id).first()
    if found is None:
        raise NotFound(MODULE.name)
    return found
