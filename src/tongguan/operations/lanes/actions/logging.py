"""Writing the log of a lane: one writer at a time, so that order and time of reception agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from tongguan.engines.fusion import Kind
from tongguan.operations.lanes.models import Lane, LogEntry


def hold_lane(lane_id: int) -> int:
    """Hold a lane until the transaction ends; the time in milliseconds, read once nobody else can write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"lanes:{lane_id}"])
        cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
        return int(cursor.fetchone()[0])


def note(
    lane: Lane, kind: Kind, told: Mapping[str, Any], *, device_id: int | None = None, channel: str = ""
) -> None:
    """Append an entry that no device sent, inside a transaction."""
    LogEntry.objects.create(
        lane=lane,
        device_id=device_id,
        kind=kind,
        channel=channel,
        received_ms=hold_lane(lane.pk),
        note=dict(told),
    )
