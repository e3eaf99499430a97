"""Writes: note a moment, work the declaration's row out again, remind before a target is missed."""

from __future__ import annotations

import json
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
from tongguan.operations.release_times.models import Arrival, Release, ReleaseMoment
from tongguan.operations.release_times.queries.figures import reminder_share, target_seconds
from tongguan.operations.release_times.rules.course import OUT, SELECTING, STEP, UNZONED, course_of, waited
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.cases.interface import timeline
from tongguan.platform.permissions.interface import NotFound

DECLARATION = "declaration"
ENDING = frozenset({"withdraw", "delete", "close"})
MOST_REMINDERS = 100


def note_step(*, reference: str, version: int, office_id: int | None) -> None:
    """A step of a declaration was taken: its moment is read from the case's own timeline, not from the clock."""
    for taken in timeline(DECLARATION, reference, version):
        moment = Moment(STEP, taken.transition, taken.at, version, taken.target)
        note_moments(reference=reference, moments=[moment], office_id=office_id)


@transaction.atomic
def note_arrival(*, at: datetime, bill_number: str = "", voyage: str = "", zoned: bool = True) -> int:
    """The goods of a bill, or a ship on a voyage (`imo/voyage`), arrived; of several arrivals the earliest counts.

    `zoned` says that the time came with its time zone; one that did replaces one that did not. How many
    declarations it concerns now; those lodged later find it.
    """
    kind, key = ("bill", bill_number[:70]) if bill_number else ("voyage", voyage[:80])
    if not key:
        return 0
    arrival, new = Arrival.objects.get_or_create(kind=kind, key=key, defaults={"at": at, "zoned": zoned})
    surer = zoned and not arrival.zoned
    if not new and (surer or (zoned == arrival.zoned and at < arrival.at)):
        arrival.at, arrival.zoned = at, zoned
        arrival.save(update_fields=["at", "zoned"])
    column = "bill_number" if kind == "bill" else "voyage"
    references = Release.objects.filter(**{column: key}).order_by("declaration")
    references = list(references.values_list("declaration", flat=True))
    for reference in references:
        note_moments(reference=reference, moments=())
    return len(references)


@transaction.atomic
def note_gate(
    *, container: str, bill_number: str, references: Sequence[str], at: datetime, zoned: bool = True
) -> None:
    """Goods passed out of a gate; `zoned` as in `note_arrival`."""
    state = "" if zoned else UNZONED
    for reference in sorted(references):
        note_moments(reference=reference, moments=[Moment(OUT, container or bill_number, at, 0, state)])


LOCK = """
    INSERT INTO release_times_release AS r (declaration, office_id, flow, transport_mode, lane, bill_number, voyage,
      waiting_reason, stopped_seconds, ended) VALUES (%s, %s, '', '', '', '', '', '', 0, false)
    ON CONFLICT (declaration) DO UPDATE SET office_id = coalesce(r.office_id, excluded.office_id) RETURNING *
"""
"""Two tellers of one declaration go one after the other: the row, new or not, is locked."""
TELL = """
    WITH told AS (
      INSERT INTO release_times_releasemoment AS m (declaration, kind, key, "order", state, at)
      SELECT %(of)s, * FROM unnest(%(kinds)s::text[], %(keys)s::text[], %(orders)s::int[], %(states)s::text[],
        %(ats)s::timestamptz[])
      ON CONFLICT (declaration, kind, key, "order") DO UPDATE SET state = excluded.state,
        at = CASE WHEN m.state = 'no_zone' AND excluded.state <> 'no_zone' THEN excluded.at
          ELSE least(m.at, excluded.at) END
        WHERE m.state = 'no_zone' OR excluded.state <> 'no_zone'
      RETURNING kind, key, at, "order", state)
    SELECT * FROM told UNION ALL
    SELECT kind, key, at, "order", state FROM release_times_releasemoment WHERE declaration = %(of)s
      AND (kind, key, "order") NOT IN (SELECT kind, key, "order" FROM told) UNION ALL
    (SELECT 'arrival', kind, at, 0, CASE WHEN zoned THEN '' ELSE 'no_zone' END FROM release_times_arrival
     WHERE %(flow)s = 'I' AND key <> '' AND (kind, key) IN (('bill', %(bill)s), ('voyage', %(voyage)s))
     ORDER BY kind LIMIT 1)
"""
"""What is told twice counts once, the earlier time, whichever came first; a time with its zone wins over one without.
Gives all that is known, also when the goods of an import arrived: by their bill, or with the ship where that is not
known."""
WORKED_OUT = (
    "office_id", "flow", "transport_mode", "lane", "bill_number", "voyage", "waiting_since", "waiting_reason",
    "stopped_seconds", "ended", *(f"{node}_at" for node in Node.values),
)  # fmt: skip
SET = ", ".join(f"{name} = %({name})s" for name in WORKED_OUT)
WRITE = f"""
    WITH gone AS (
      DELETE FROM release_times_releasestep WHERE release_id = %(of)s AND code <> ALL (%(codes)s::text[])
    ), own AS (UPDATE release_times_release SET {SET} WHERE id = %(of)s)
    INSERT INTO release_times_releasestep AS s (release_id, code, started_at, ended_at, seconds, stopped,
      stopped_seconds, excluded)
    SELECT %(of)s, code, started_at, ended_at, seconds, stopped::jsonb, stopped_seconds, excluded
    FROM unnest(%(codes)s::text[], %(from)s::timestamptz[], %(to)s::timestamptz[], %(seconds)s::float8[],
      %(stopped)s::text[], %(sums)s::float8[], %(excluded)s::text[])
      AS x (code, started_at, ended_at, seconds, stopped, stopped_seconds, excluded)
    ON CONFLICT (release_id, code) DO UPDATE SET started_at = excluded.started_at, ended_at = excluded.ended_at,
      seconds = excluded.seconds, stopped = excluded.stopped, stopped_seconds = excluded.stopped_seconds,
      excluded = excluded.excluded
    WHERE (s.started_at, s.ended_at, s.seconds, s.stopped, s.excluded) IS DISTINCT FROM
      (excluded.started_at, excluded.ended_at, excluded.seconds, excluded.stopped, excluded.excluded)
"""  # noqa: S608 - the names stand above


@transaction.atomic(savepoint=False)
def note_moments(*, reference: str, moments: Sequence[Moment], office_id: int | None = None) -> Release:
    """Add what is new of a declaration and work its row out again from all that is known."""
    release: Release = Release.objects.raw(LOCK, [reference, office_id])[0]
    if not release.flow:
        _describe(release)
    known = _tell(release, moments)
    _write(release, course_of(known), known)
    return release


def _tell(release: Release, moments: Sequence[Moment]) -> list[Moment]:
    """Keep the moments; all that is known of the declaration."""
    latest_first = sorted(moments, key=lambda moment: moment.at, reverse=True)
    new = {(moment.kind, moment.key, moment.order): moment for moment in latest_first}.values()
    columns = {
        "kinds": [moment.kind for moment in new],
        "keys": [moment.key for moment in new],
        "orders": [moment.order for moment in new],
        "states": [moment.state for moment in new],
        "ats": [moment.at for moment in new],
    }
    where = {"flow": release.flow, "bill": release.bill_number, "voyage": release.voyage}
    with connection.cursor() as cursor:
        cursor.execute(TELL, {"of": release.declaration, **where, **columns})
        return [Moment(*row) for row in cursor.fetchall()]


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
    kept = [each for each in course.stretches if each.started_at or each.ended_at or each.excluded]
    columns = {
        "codes": [str(each.code) for each in kept],
        "from": [each.started_at for each in kept],
        "to": [each.ended_at for each in kept],
        "seconds": [each.seconds for each in kept],
        "stopped": [json.dumps(dict(each.stopped)) for each in kept],
        "sums": [float(sum(each.stopped.values())) for each in kept],
        "excluded": [str(each.excluded) for each in kept],
    }
    own = {name: getattr(release, name) for name in WORKED_OUT}
    with connection.cursor() as cursor:
        cursor.execute(WRITE, {"of": release.pk, **own, **columns})


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
