"""The log of a lane as the fusion reads it."""

from __future__ import annotations

from collections.abc import Iterator

from tongguan.engines.fusion import Channel, Entry, Exchange, Kind, Quality, Reading
from tongguan.operations.lanes.models import Lane, LogEntry


def entry_of(row: LogEntry) -> Entry:
    """A row as an entry."""
    reading = None
    if row.reading is not None:
        told = row.reading
        reading = Reading(
            Channel(told["channel"]),
            Quality(told["quality"]),
            told["at_ms"],
            told["facts"],
            tuple(told["reasons"]),
            told["span_ms"],
        )
    return Entry(
        position=row.pk,
        kind=Kind(row.kind),
        received_ms=row.received_ms,
        device=str(row.device_id or ""),
        channel=Channel(row.channel) if row.channel else None,
        boot=row.boot,
        sequence=row.sequence,
        exchange=Exchange(*row.exchange) if row.exchange else None,
        reading=reading,
        note=row.note,
    )


def log_of(lane: Lane, from_ms: int, until_ms: int | None = None) -> Iterator[Entry]:
    """A lane's entries from a moment on, with the settings that held at its beginning first."""
    rows = LogEntry.objects.filter(lane=lane, received_ms__gte=from_ms).defer("payload").order_by("pk")
    if until_ms is not None:
        rows = rows.filter(received_ms__lte=until_ms)
    before = (
        LogEntry.objects.filter(lane=lane, kind=Kind.SETTINGS, received_ms__lt=from_ms)
        .order_by("-pk")
        .first()
    )
    if before is not None:
        yield entry_of(before)
    for row in rows.iterator(1000):
        yield entry_of(row)
