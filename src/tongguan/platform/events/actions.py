"""Publishing and dispatching."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.events.registry import Event, handlers_of

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
FIRST_DELAY_S = 1
LIVE_CHANNEL = "tongguan_live"
NOTIFY_LIMIT_BYTES = 7_900
"""PostgreSQL refuses a NOTIFY payload of 8,000 bytes or more."""


def publish(topic: str, subject: str, payload: Mapping[str, Any] | None = None) -> OutboxEvent:
    """Write an event inside the caller's transaction; raises RuntimeError outside one."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"event {topic} outside a transaction")
    return OutboxEvent.objects.create(topic=topic, subject=subject, payload=dict(payload or {}))


NEXT = """
    SELECT e.id FROM events_outboxevent e
    WHERE e.dispatched_at IS NULL AND e.dead_at IS NULL
      AND (e.next_try_at IS NULL OR e.next_try_at <= now())
      AND NOT EXISTS (
        SELECT 1 FROM events_outboxevent p
        WHERE p.subject = e.subject AND p.id < e.id AND p.dispatched_at IS NULL AND p.dead_at IS NULL)
    ORDER BY e.id LIMIT 1 FOR UPDATE SKIP LOCKED
"""


def dispatch_next() -> bool:
    """Handle the oldest waiting event whose subject has none before it; False where nothing waits.

    Handlers and the done-mark share one transaction: after a kill the event is as if untouched.
    """
    row: tuple[int] | None = None
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(NEXT)
                row = cursor.fetchone()
            if row is None:
                return False
            stored = OutboxEvent.objects.get(pk=row[0])
            event = Event(stored.pk, stored.topic, stored.subject, stored.payload)
            for handler in handlers_of(stored.topic):
                handler(event)
            OutboxEvent.objects.filter(pk=stored.pk).update(dispatched_at=timezone.now())
            _notify_live(event)
    except Exception as error:
        if row is None:
            raise
        _failed(row[0], error)
    return True


def _failed(event_id: int, error: Exception) -> None:
    """Note the failure after the rollback, with a growing delay; give up visibly after the last attempt."""
    with transaction.atomic():
        stored = OutboxEvent.objects.select_for_update().get(pk=event_id)
        stored.attempts += 1
        stored.last_error = f"{type(error).__name__}: {error}"[:2000]
        if stored.attempts >= MAX_ATTEMPTS:
            stored.dead_at = timezone.now()
        else:
            stored.next_try_at = timezone.now() + timedelta(seconds=FIRST_DELAY_S * 2**stored.attempts)
        stored.save(update_fields=["attempts", "last_error", "dead_at", "next_try_at"])
    log.exception("event %s (%s) failed, attempt %s", event_id, stored.topic, stored.attempts)


def _notify_live(event: Event) -> None:
    """Tell open pages, through the database, that something changed: topic and subject only, never content."""
    text = json.dumps({"id": event.id, "topic": event.topic, "subject": event.subject})
    if len(text.encode()) > NOTIFY_LIMIT_BYTES:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [LIVE_CHANNEL, text])


def replay(event_id: int) -> None:
    """Put a dead event back in the line."""
    OutboxEvent.objects.filter(pk=event_id, dead_at__isnull=False).update(
        dead_at=None, attempts=0, next_try_at=None
    )
