"""Writes: note a moment, work the declaration's row out again, remind before a target is missed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.declarations.interface import lodged_snapshot
from tongguan.operations.release_times.contracts import Course, Moment
from tongguan.operations.release_times.enums import Node
from tongguan.operations.release_times.models import Arrival, Release, ReleaseMoment, ReleaseStep
from tongguan.operations.release_times.queries import reminder_share, target_seconds
from tongguan.operations.release_times.rules import ARRIVAL, OUT, SELECTING, STEP, course_of, waited
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.cases.interface import timeline
from tongguan.platform.permissions.interface import NotFound

DECLARATION = "declaration"
ENDING = frozenset({"withdraw", "delete", "close"})
MOST_REMINDERS = 100
_LOCK_SPACE = 0x74727300  # advisory locks of this module


@transaction.atomic
def note_step(*, reference: str, version: int, office_id: int | None) -> None:
    """A step of a declaration was taken: its moment is read from the case's own timeline, not from the clock."""
    taken = next((s for s in timeline(DECLARATION, reference) if s.version == version), None)
    if taken is None:
        return
    moment = Moment(STEP, taken.transition, taken.at, version, taken.target)
    note_moments(reference=reference, moments=[moment], office_id=office_id)


@transaction.atomic
def note_arrival(*, at: datetime, bill_number: str = "", voyage: str = "") -> int:
    """The goods of a bill, or a ship on a voyage (`imo/voyage`), arrived; of several arrivals the earliest counts.

    How many declarations it concerns now; those lodged later find it.
    """
    kind, key = ("bill", bill_number[:70]) if bill_number else ("voyage", voyage[:80])
    if not key:
        return 0
    arrival, new = Arrival.objects.get_or_create(kind=kind, key=key, defaults={"at": at})
    if not new and at < arrival.at:
        arrival.at = at
        arrival.save(update_fields=["at"])
    column = "bill_number" if kind == "bill" else "voyage"
    references = list(Release.objects.filter(**{column: key}).values_list("declaration", flat=True))
    for reference in references:
        note_moments(reference=reference, moments=())
    return len(references)


@transaction.atomic
def note_gate(*, container: str, bill_number: str, references: Sequence[str], at: datetime) -> None:
    """Goods passed out of a gate."""
    for reference in references:
        note_moments(reference=reference, moments=[Moment(OUT, container or bill_number, at)])


@transaction.atomic
def note_moments(*, reference: str, moments: Sequence[Moment], office_id: int | None = None) -> Release:
    """Add what is new of a declaration and work its row out again from all that is known."""
    with connection.cursor() as cursor:  # two tellers of one declaration go one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_SPACE, reference])
    for moment in moments:
        row, new = ReleaseMoment.objects.get_or_create(
            declaration=reference,
            kind=moment.kind,
            key=moment.key,
            order=moment.order,
            defaults={"at": moment.at, "state": moment.state},
        )
        if not new and moment.at < row.at:  # told twice: the earlier counts, whichever came first
            row.at = moment.at
            row.save(update_fields=["at"])
    release, _new = Release.objects.get_or_create(declaration=reference, defaults={"office_id": office_id})
    if office_id and release.office_id is None:
        release.office_id = office_id
    if not release.flow:
        _describe(release)
    known = [
        Moment(row.kind, row.key, row.at, row.order, row.state)
        for row in ReleaseMoment.objects.filter(declaration=reference)
    ]
    known += [Moment(ARRIVAL, arrival.kind, arrival.at) for arrival in _arrivals(release)]
    _write(release, course_of(known), known)
    return release


def _arrivals(release: Release) -> list[Arrival]:
    """The arrival of the bill's goods; the ship's where that is not known."""
    found = {
        arrival.kind: arrival
        for kind, key in (("bill", release.bill_number), ("voyage", release.voyage))
        if key
        for arrival in Arrival.objects.filter(kind=kind, key=key)
    }
    best = found.get("bill") or found.get("voyage")
    return [best] if best and release.flow == "I" else []


def _describe(release: Release) -> None:
    """What the figures are filtered by, once the declaration is lodged."""
    try:
        snapshot: dict[str, Any] = lodged_snapshot(release.declaration)
    except NotFound:
        return
    release.office_id = release.office_id or snapshot.get("office")
    release.flow = snapshot.get("flow") or ""
    release.transport_mode = (snapshot.get("transport_mode") or "")[:4]
    release.bill_number = (snapshot.get("bill_number") or "")[:70]
    imo, voyage = snapshot.get("conveyance_imo"), snapshot.get("voyage_number")
    release.voyage = f"{imo}/{voyage}"[:80] if imo and voyage else ""


def _write(release: Release, course: Course, known: Sequence[Moment]) -> None:
    for node in Node.values:
        setattr(release, f"{node}_at", course.nodes.get(node))
    release.waiting_since, release.waiting_reason = course.waiting_since, course.waiting_reason
    selecting = {m.order: m.key for m in known if m.kind == STEP and m.key in SELECTING}
    if selecting:
        release.lane = selecting[min(selecting)].removeprefix("route_")
    release.ended = any(m.kind == STEP and m.key in ENDING for m in known)
    stopped = [sum(s.stopped.values()) for s in course.stretches if s.code == "clearance"]
    release.stopped_seconds = sum(stopped)
    release.save()
    ReleaseStep.objects.filter(release=release).delete()
    ReleaseStep.objects.bulk_create(
        ReleaseStep(
            release=release,
            code=stretch.code,
            started_at=stretch.started_at,
            ended_at=stretch.ended_at,
            seconds=stretch.seconds,
            stopped=dict(stretch.stopped),
            stopped_seconds=sum(stretch.stopped.values()),
            excluded=stretch.excluded,
        )
        for stretch in course.stretches
        if stretch.started_at or stretch.ended_at or stretch.excluded
    )


@transaction.atomic
def remind_due(now: datetime | None = None) -> int:
    """Raise an alert for each declaration that has used up most of its target time and is not released, once.

    Time in which it waits for the trader does not count, and it is not urged while it does.
    """
    moment = now or timezone.now()
    target, share = target_seconds("clearance"), reminder_share()
    if target is None or share is None:
        return 0
    due = Release.objects.select_for_update(skip_locked=True).filter(
        released_at=None, ended=False, waiting_since=None, reminded_at=None,
        lodged_at__lte=moment - timedelta(seconds=target * share),
    )  # fmt: skip
    reminded = 0
    for release in due.order_by("lodged_at")[:MOST_REMINDERS]:
        used = (moment - release.lodged_at).total_seconds() - _stopped_so_far(release)
        if used < target * share:
            continue
        release.reminded_at = moment
        release.save(update_fields=["reminded_at"])
        _remind(release, moment + timedelta(seconds=max(target - used, 0)))
        reminded += 1
    return reminded


def _stopped_so_far(release: Release) -> float:
    """Seconds that an unreleased declaration has waited for its trader, all ended."""
    rows = ReleaseMoment.objects.filter(declaration=release.declaration)
    known = [Moment(row.kind, row.key, row.at, row.order, row.state) for row in rows]
    return waited(known)


def _remind(release: Release, deadline: datetime) -> None:
    try:
        url = reverse("cases_detail", args=[DECLARATION, release.declaration])
    except NoReverseMatch:  # declarations are not served by this process
        url = ""
    raise_alert(
        source_key=f"release_time/{release.declaration}",
        kind="release_time.due_soon",
        title=Text(
            zh=f"{release.declaration}：通关时长即将超过目标",
            en=f"{release.declaration}: about to exceed the target clearance time",
        ),
        severity=Severity.LOW,
        evidence=[Evidence("row", release.declaration, url=url)],
        source=Source("watch", "release_times.clearance"),
        office_id=release.office_id,
        deadline=deadline,
    )
