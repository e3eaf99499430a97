"""What is kept no longer than it may be."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import Min, Q

from tongguan.engines.fusion import Kind, State
from tongguan.operations.lanes.models import Encounter, LogEntry


def delete_entries(before: datetime, limit: int) -> int:
    """Delete old entries of lanes' logs; settings, which are of nobody, stay."""
    old = LogEntry.objects.filter(received_ms__lt=int(before.timestamp() * 1000)).exclude(kind=Kind.SETTINGS)
    keys = list(old.order_by("received_ms").values_list("pk", flat=True)[:limit])
    LogEntry.objects.filter(pk__in=keys).delete()
    return len(keys)


def delete_encounters(before: datetime, limit: int) -> int:
    """Delete old encounters; whoever still waits for an officer is kept."""
    waits = Q(state=State.REFER, resolved_at=None)
    old = Encounter.objects.filter(opened_at__lt=before).exclude(waits)
    keys = list(old.order_by("opened_at").values_list("pk", flat=True)[:limit])
    Encounter.objects.filter(pk__in=keys).delete()
    return len(keys)


def oldest_entry() -> datetime | None:
    """When the oldest entry came."""
    ms = LogEntry.objects.exclude(kind=Kind.SETTINGS).aggregate(oldest=Min("received_ms"))["oldest"]
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)


def oldest_encounter() -> datetime | None:
    """When the oldest encounter began."""
    found: datetime | None = Encounter.objects.aggregate(oldest=Min("opened_at"))["oldest"]
    return found
