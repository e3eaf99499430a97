"""Who may take which work and what comes first; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from tongguan.platform.queues.contracts import Worker, WorkItem

_NEVER = datetime.max.replace(tzinfo=UTC)


def ordering_key(item: WorkItem) -> tuple[int, datetime, datetime, str, str]:
    """Priority, then the nearer deadline, then who waited longer; the reference makes it one fixed order."""
    return (item.priority, item.due_at or _NEVER, item.since, item.kind, item.ref)


def eligible(item: WorkItem, worker: Worker) -> bool:
    """Whether this person may take it: on duty, at the place, able, not excluded, and nobody else's."""
    return (
        worker.on_duty
        and item.skills <= worker.skills
        and (not item.site or item.site in worker.sites)
        and worker.user_id not in item.excluded_ids
        and item.owner_id in (None, worker.user_id)
    )


def in_order(items: Iterable[WorkItem], worker: Worker) -> list[WorkItem]:
    """What this person may take, first things first."""
    return sorted((item for item in items if eligible(item, worker)), key=ordering_key)
