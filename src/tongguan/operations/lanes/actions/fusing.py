"""The fusion at work: each lane's log is read on, what changed is written, checks are made. Whoever does it anywhere
gets the same, so any worker may, and several do no harm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from tongguan.engines.fusion import Encounter as Fused
from tongguan.engines.fusion import Kind, LaneFuser, encounter_as_json
from tongguan.operations.lanes.actions.checking import check, use_card
from tongguan.operations.lanes.actions.logging import hold_lane, note
from tongguan.operations.lanes.actions.referring import refer
from tongguan.operations.lanes.models import Encounter, Lane, LogEntry
from tongguan.operations.lanes.queries import entry_of, lane_settings, log_of
from tongguan.platform.audit.interface import record
from tongguan.platform.permissions.interface import SYSTEM

BEFORE_MS = 400_000
"""So much of the log makes a fuser that was just begun the same as one that never ended: more than the background and
the longest stay."""
SETTINGS_EVERY_MS = 30_000
DECIDED = ("pass", "refer")


@dataclass
class Work:
    """A lane's fuser, how far it has read, and what it has not asked yet."""

    lane: Lane
    fuser: LaneFuser = field(default_factory=LaneFuser)
    position: int = 0
    settings_due_ms: int = 0
    asked: set[tuple[str, str]] = field(default_factory=set)


_work: dict[int, Work] = {}
_threads = ThreadPoolExecutor(4, thread_name_prefix="lanes.check")


Making = Callable[[Lane, Fused], bool]


def check_aside(lane: Lane, encounter: Fused) -> bool:
    """Make checks in another thread: a list that is slow to look up keeps nobody else waiting."""
    _threads.submit(_checked, lane, encounter)
    return False


def _checked(lane: Lane, encounter: Fused) -> None:
    try:
        check(lane, encounter)
    finally:
        connection.close()


def fuse_once(make: Making = check) -> bool:
    """Read on in every lane; whether checks were made, whose findings wait to be read."""
    newest = dict(LogEntry.objects.values_list("lane").annotate(last=Max("pk")))
    again = False
    for lane in Lane.objects.filter(active=True).order_by("pk"):
        work = _work.get(lane.pk)
        quiet = work and work.fuser.idle() and newest.get(lane.pk, 0) <= work.position
        if work and quiet and work.fuser.now_ms < work.settings_due_ms and work.settings_due_ms > _now_ms():
            continue
        try:
            again = _fuse(lane, make) or again
        except BaseException:
            _work.pop(lane.pk, None)  # what it has read was not written: begin anew from the log
            raise
    return again


def forget_lanes() -> None:
    """Begin every lane anew from its log."""
    _work.clear()


def _now_ms() -> int:
    return int(timezone.now().timestamp() * 1000)


def _fuse(lane: Lane, make: Making) -> bool:
    changed: dict[str, Fused] = {}
    with transaction.atomic():
        now_ms = hold_lane(lane.pk)
        work = _work.get(lane.pk) or _begun(lane, now_ms, changed)
        _keep_settings(work, now_ms)
        rows = LogEntry.objects.filter(lane=lane, pk__gt=work.position).defer("payload").order_by("pk")
        for row in rows:
            _note_changes(changed, work.fuser.take(entry_of(row)))
            work.position = row.pk
        _note_changes(changed, work.fuser.advance(now_ms))
        for encounter in changed.values():
            _keep(lane, encounter, work.fuser.now_ms)
    _work[lane.pk] = work
    asked = False
    for encounter in changed.values():
        fresh = tuple(name for name in encounter.waits_for if (encounter.key, name) not in work.asked)
        if fresh:
            work.asked |= {(encounter.key, name) for name in fresh}
            asked = make(lane, replace(encounter, waits_for=fresh)) or asked
    if len(work.asked) > 1000:
        work.asked = {(key, name) for key, name in work.asked if key in work.fuser.windows}
    return asked


def _begun(lane: Lane, now_ms: int, changed: dict[str, Fused]) -> Work:
    work = Work(lane)
    for entry in log_of(lane, now_ms - BEFORE_MS):
        _note_changes(changed, work.fuser.take(entry))
        work.position = max(work.position, entry.position)
    return work


def _note_changes(changed: dict[str, Fused], found: list[Fused]) -> None:
    for each in found:
        changed[each.key] = each


def _keep_settings(work: Work, now_ms: int) -> None:
    """The numbers in force, in the log before the readings they hold for; again only where they changed."""
    if now_ms < work.settings_due_ms:
        return
    work.settings_due_ms = now_ms + SETTINGS_EVERY_MS
    told = lane_settings(work.lane, today=timezone.localdate())
    last = LogEntry.objects.filter(lane=work.lane, kind=Kind.SETTINGS).order_by("-pk").first()
    if last is None or last.note != told:
        note(work.lane, Kind.SETTINGS, told)


def _at(ms: int | None) -> dt.datetime | None:
    return None if ms is None else dt.datetime.fromtimestamp(ms / 1000, dt.UTC)


def _keep(lane: Lane, fused: Fused, told_ms: int) -> None:
    """Write an encounter as it stands; what follows from a decision happens once."""
    row = Encounter.objects.select_for_update().filter(lane=lane, key=fused.key).first()
    if row is not None and (row.told_ms > told_ms or _same(row, fused)):
        return
    before = row.state if row else ""
    told: dict[str, Any] = encounter_as_json(fused)
    row = row or Encounter(lane=lane, key=fused.key)
    row.state, row.completeness, row.told, row.told_ms = fused.state, fused.completeness, told, told_ms
    row.opened_at, row.stopped_at = _at(fused.opened_ms), _at(fused.stopped_ms)
    row.fused_at, row.decided_at = _at(fused.fused_ms), _at(fused.decided_ms)
    row.recalled = (before == "pass" and fused.state == "refer") or row.recalled
    row.save()
    if fused.state in DECIDED and before != fused.state:
        data = {"lane": lane.code, "completeness": fused.completeness, "recalled": row.recalled}
        record(actor=SYSTEM, action=f"lanes.{fused.state}", subject=("encounter", str(row.pk)), data=data)
        if fused.state == "refer":
            refer(lane, row)
        else:
            use_card(lane, fused)


def _same(row: Encounter, fused: Fused) -> bool:
    return row.told == encounter_as_json(fused)
