"""Everybody screened: those just announced against all lists, the others against what was added since.

A passenger keeps the revision they were last compared with, so whatever stops in between is taken up again.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from tongguan.engines.problems import Problem
from tongguan.operations.travellers.actions.hits import (
    Subject,
    end_hits,
    hold_entries,
    raise_hits,
    verdict_after,
)
from tongguan.operations.travellers.enums import Ended, HitState, Presence, Verdict
from tongguan.operations.travellers.models import Hit, Passenger
from tongguan.operations.travellers.queries.watch import Watch, list_state, staleness, watch
from tongguan.operations.travellers.rules.stored import traveller_read
from tongguan.platform.permissions.interface import SYSTEM

CHUNK = 500
"""So many people share a transaction."""
GRAVEST = {Verdict.CLEAR: 0, Verdict.POSSIBLE: 1, Verdict.MATCH: 2}


def screen_announced(most: int = 20_000) -> int:
    """Screen those that nobody screened yet; how many. For the worker: several share the work."""
    done = 0
    while done < most:
        found = _chunk(Passenger.objects.filter(screened_revision=None), None)
        if not found:
            return done
        done += found
    return done


def screen_again(most: int = 200_000) -> int:
    """Compare those still relevant with the entries added since they were screened; how many. For the worker."""
    _epoch, revision = list_state()
    done = 0
    deltas: dict[int, Watch] = {}
    while done < most:
        due = Passenger.objects.filter(
            screened_revision__lt=revision,
            presence=Presence.LISTED,
            relevant_until__gte=timezone.localdate(),
        )
        since = due.aggregate(least=Min("screened_revision"))["least"]
        if since is None:
            return done
        if since not in deltas:
            deltas.clear()
            deltas[since] = Watch(since)
        delta = deltas[since]
        reached = delta.refresh()
        same = due.filter(screened_revision=since)
        if len(delta) == 0:
            done += same.update(screened_revision=reached)
            continue
        found = _chunk(same, delta)
        done += found
        if not found:
            return done
    return done


@transaction.atomic
def _chunk(due, delta: Watch | None) -> int:
    """Lock some, compare them, keep what was found. The lock leaves the counter free to note who was looked up."""
    hold_entries()
    rows = list(
        due.filter(presence=Presence.LISTED)
        .select_related("flight")
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .order_by("screened_revision", "pk")[:CHUNK]
    )
    if not rows:
        return 0
    lists = delta or watch()
    today = timezone.localdate()
    stale = staleness(today)
    strict = stale[0][1] if stale else None
    now = timezone.now()
    empty = len(lists) == 0 and delta is None
    by_verdict: dict[str, list[int]] = {}
    for row in rows:
        verdict = _screened(row, lists, today, strict)
        if empty and verdict == Verdict.CLEAR:
            verdict = Verdict.POSSIBLE
        keeps = delta is not None and GRAVEST[Verdict(row.verdict or "clear")] > GRAVEST[verdict]
        by_verdict.setdefault(row.verdict if keeps else verdict, []).append(row.pk)
    for said, keys in by_verdict.items():
        Passenger.objects.filter(pk__in=keys).update(
            verdict=said, screened_revision=lists.revision, screened_at=now
        )
    return len(rows)


def _screened(row: Passenger, lists: Watch, today, strict: Problem | None) -> Verdict:
    person = traveller_read(row.data, row.role, row.position)
    screened = lists.screen(person, today, strict)
    if not screened.hits:
        return Verdict(screened.decision.value)
    subject = Subject(
        key=row.person_key,
        digest=row.digest,
        passenger=row,
        flight=row.flight,
        office_id=row.flight.office_id if row.flight else None,
    )
    return verdict_after(screened, raise_hits(actor=SYSTEM, subject=subject, screened=screened))


def expire_hits(most: int = 500) -> int:
    """Open hits whose entry's days are over end; how many. For the worker."""
    due = Hit.objects.filter(state=HitState.OPEN, entry__valid_to__lt=timezone.localdate())
    if not due.exists():
        return 0
    with transaction.atomic():
        hold_entries(alone=True)
        found = due.select_related("source", "alert").select_for_update(skip_locked=True, of=("self",))
        return end_hits(list(found.order_by("pk")[:most]), Ended.ENTRY_EXPIRED)
