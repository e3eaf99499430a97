"""The roster of a moment, out of duty, positions, conflicts of interest, load and past assignments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from tongguan.engines.draw import Officer
from tongguan.platform.identity.interface import employers
from tongguan.platform.queues.contracts import Worker
from tongguan.platform.queues.models import Conflict, DrawAssignment, Duty
from tongguan.platform.queues.registry import load_of
from tongguan.platform.queues.relations import in_force


def roster(site: str, on: datetime, repeat_days: int = 0) -> tuple[Officer, ...]:
    """Who stands on the roster of a site (empty: of all) at a moment: ids are user ids as text, firms are
    organisation ids as text. A person listed at several sites counts at the one they came to last."""
    officers = {int(each.id): each for each in _listed(site, on)}
    ids = sorted(officers)
    loads, kin, recent = load_of(ids), _kin(ids, on), _recent(ids, on, repeat_days)
    return tuple(
        replace(
            officers[user_id],
            load=loads[user_id],
            kin_firms=tuple(sorted(kin[user_id])),
            recent_firms=tuple(sorted(recent[user_id])),
        )
        for user_id in ids
    )


def worker(user_id: int | None, on: datetime) -> Worker:
    """One person at a moment, for the order of waiting work."""
    rows = [row for row in _duties(on) if row.position.user_id == user_id and row.available]
    skills = frozenset(skill for row in rows for skill in (*row.skills, *row.position.skills))
    return Worker(user_id or 0, bool(rows), frozenset(row.site for row in rows), skills)


def _duties(on: datetime) -> list[Duty]:
    day = timezone.localdate(on)
    return list(
        Duty.objects.select_related("position")
        .filter(
            Q(position__valid_to__isnull=True) | Q(position__valid_to__gte=day),
            starts_at__lte=on,
            ends_at__gt=on,
            position__valid_from__lte=day,
            position__revoked_at__isnull=True,
            position__user__is_active=True,
        )
        .order_by("starts_at", "id")
    )


def _listed(site: str, on: datetime) -> list[Officer]:
    return [
        Officer(
            id=str(row.position.user_id),
            on_duty=row.available,
            site=row.site,
            skills=tuple(sorted({*row.skills, *row.position.skills})),
        )
        for row in _duties(on)
        if not site or row.site == site
    ]


def _kin(ids: Sequence[int], on: datetime) -> dict[int, set[str]]:
    """Firms declared, and every firm that a declared person works for at that moment."""
    day = timezone.localdate(on)
    found: dict[int, set[str]] = defaultdict(set)
    rows = Conflict.objects.filter(in_force(day), officer_id__in=ids)
    officers: dict[int, set[int]] = defaultdict(set)
    for officer_id, organisation_id, person_id in rows.values_list(
        "officer_id", "organisation_id", "person_id"
    ):
        if person_id is None:
            found[officer_id].add(str(organisation_id))
        else:
            officers[person_id].add(officer_id)
    if officers:
        for person_id, organisation_id in employers(officers, day):
            for officer_id in officers[person_id]:
                found[officer_id].add(str(organisation_id))
    return found


def _recent(ids: Sequence[int], on: datetime, repeat_days: int) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    if repeat_days:
        since = on - timedelta(days=repeat_days)
        rows = DrawAssignment.objects.filter(officer_id__in=ids, at__gte=since)
        for officer_id, firms in rows.values_list("officer_id", "firms"):
            found[officer_id].update(firms)
    return found
