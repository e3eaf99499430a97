"""Publishing and dispatching."""

from __future__ import annotations

import json
import logging
import time
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
SESSION_TOPIC = "session"
LIVE_CHANNEL = "tongguan_live"
NOTIFY_LIMIT_BYTES = 7_900
"""PostgreSQL refuses a NOTIFY payload of 8,000 bytes or more."""
MOST_AT_ONCE = 32
LONGEST_S = 0.1
"""How long one transaction takes on further events: what its handlers locked stays locked until its end."""


PUBLISH = """
    INSERT INTO events_outboxevent (topic, subject, payload, created_at, attempts, last_error)
    VALUES (%s, %s, %s, clock_timestamp(), 0, '') RETURNING id
"""


def publish(topic: str, subject: str, payload: Mapping[str, Any] | None = None) -> int:
    """Write an event inside the caller's transaction; its number. Raises RuntimeError outside one."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"event {topic} outside a transaction")
    with connection.cursor() as cursor:
        cursor.execute(PUBLISH, [topic, subject, json.dumps(dict(payload or {}))])
        return int(cursor.fetchone()[0])


NEXT = """
    SELECT e.id, e.topic, e.subject, e.payload FROM events_outboxevent e
    WHERE e.dispatched_at IS NULL AND e.dead_at IS NULL
      AND (e.next_try_at IS NULL OR e.next_try_at <= now())
      AND NOT EXISTS (
        SELECT 1 FROM events_outboxevent p
        WHERE p.subject = e.subject AND p.id < e.id AND p.dispatched_at IS NULL AND p.dead_at IS NULL)
    ORDER BY e.id LIMIT %s FOR UPDATE SKIP LOCKED
"""
DONE = "UPDATE events_outboxevent SET dispatched_at = clock_timestamp() WHERE id = ANY(%s)"


def dispatch_next(most: int = MOST_AT_ONCE) -> bool:
    """Handle the oldest waiting events whose subjects have none before them; False where nothing waits.

    Up to `most` events share one transaction, each within a savepoint of its own: a handler that fails undoes
    its own event alone. Handlers and the done-mark commit together: after a kill every event of the transaction
    is as if untouched. No two of them have the same subject, so the order within a subject holds.
    """
    try:
        return _dispatch(most)
    except Exception:
        if most == 1:
            raise
        log.exception("events are handled one by one")  # which of them broke the commit shows only alone
    found = 0
    while found < most and _dispatch(1):
        found += 1
    return found > 0


def _dispatch(most: int) -> bool:
    alone: int | None = None
    until = time.monotonic() + LONGEST_S
    done: list[Event] = []
    try:
        with transaction.atomic():
            rows = _claimed(most)
            if not rows:
                return False
            alone = rows[0].id if len(rows) == 1 else None
            for event in rows:
                if _handled(event):
                    done.append(event)
                if time.monotonic() > until:
                    break  # the rest waits, untouched, for the next transaction
            _finish(done)
    except Exception as error:
        if alone is None or not done:
            raise
        _failed(alone, error)  # what the handlers wrote was refused at the commit
    return True


def _claimed(most: int) -> list[Event]:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [most])
        return [
            Event(key, topic, subject, json.loads(payload))
            for key, topic, subject, payload in cursor.fetchall()
        ]


def _handled(event: Event) -> bool:
    """Run the handlers; a failure undoes what they wrote and is noted on the event."""
    handlers = handlers_of(event.topic)
    if not handlers:
        return True
    try:
        with transaction.atomic():
            for handler in handlers:
                handler(event)
    except Exception as error:
        _failed(event.id, error)
        return False
    return True


def _failed(event_id: int, error: Exception) -> None:
    """Note a failure, with a growing delay; give up visibly after the last attempt."""
    with transaction.atomic():
        stored = OutboxEvent.objects.select_for_update().get(pk=event_id)
        stored.attempts += 1
        stored.last_error = f"{type(error).__name__}: {error}"[:2000]
        if stored.attempts >= MAX_ATTEMPTS:
            stored.dead_at = timezone.now()
        else:
            stored.next_try_at = timezone.now() + timedelta(seconds=FIRST_DELAY_S * 2**stored.attempts)
        stored.save(update_fields=["attempts", "last_error", "dead_at", "next_try_at"])
    log.error("event %s (%s) failed, attempt %s", event_id, stored.topic, stored.attempts, exc_info=error)


def _finish(done: list[Event]) -> None:
    """Mark events as handled and tell open pages, through the database, that something changed: topic and
    subject only, never content."""
    if not done:
        return
    texts = [json.dumps({"id": e.id, "topic": e.topic, "subject": e.subject}) for e in done]
    short = [text for text in texts if len(text.encode()) <= NOTIFY_LIMIT_BYTES]
    with connection.cursor() as cursor:
        cursor.execute(DONE, [[event.id for event in done]])
        cursor.execute("SELECT pg_notify(%s, told) FROM unnest(%s::text[]) told", [LIVE_CHANNEL, short])


def replay(event_id: int) -> None:
    """Put a dead event back in the line."""
    OutboxEvent.objects.filter(pk=event_id, dead_at__isnull=False).update(
        dead_at=None, attempts=0, next_try_at=None
    )


def end_streams(user_id: int) -> None:
    """End a person's live streams when this transaction commits; each opens again only under a sign-in in force."""
    told = json.dumps({"id": 0, "topic": SESSION_TOPIC, "subject": f"user:{user_id}"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [LIVE_CHANNEL, told])
