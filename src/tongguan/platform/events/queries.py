"""How the outbox stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from tongguan.platform.events.models import OutboxEvent


@dataclass(frozen=True, slots=True)
class OutboxState:
    """How many events wait, since when the oldest does (None: nothing waits), and how many were given up."""

    waiting: int
    oldest_at: datetime | None
    dead: int


def outbox_state() -> OutboxState:
    """The outbox now; reads only the partial indexes of what waits and what is dead."""
    waits = Q(dispatched_at__isnull=True, dead_at__isnull=True)
    found = OutboxEvent.objects.filter(waits).aggregate(waiting=Count("id"), oldest_at=Min("created_at"))
    return OutboxState(**found, dead=OutboxEvent.objects.filter(dead_at__isnull=False).count())


def unhandled(topics: Collection[str], before: datetime) -> int:
    """How many events of these topics, written before a moment, have not been handled: waiting or given up. Who
    counts what handlers made asks this first, so as not to take a part for the whole."""
    return OutboxEvent.objects.filter(
        topic__in=topics, created_at__lt=before, dispatched_at__isnull=True
    ).count()
