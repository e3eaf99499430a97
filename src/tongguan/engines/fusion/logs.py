"""A lane's log as JSON lines, and its replay."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from tongguan.engines.fusion.clocks import Exchange
from tongguan.engines.fusion.contracts import (
    Channel,
    Encounter,
    Entry,
    Kind,
    Quality,
    Reading,
)
from tongguan.engines.fusion.fusing import LaneFuser
from tongguan.engines.problems import Problem, Text

LONGEST_LINE = 20_000
LATEST_MS = 10**14
BAD_LINE = Text(zh="不是通道日志的一行：{why}", en="not a line of a lane's log: {why}")
END_MS = 10 * 60_000


def as_line(entry: Entry) -> str:
    """An entry as one line."""
    told: dict[str, Any] = {
        "position": entry.position,
        "kind": entry.kind,
        "received_ms": entry.received_ms,
    }
    for name in ("device", "channel", "boot", "sequence", "note"):
        if getattr(entry, name):
            told[name] = getattr(entry, name)
    if entry.exchange:
        e = entry.exchange
        told["exchange"] = [e.answered_ms, e.heard_ms, e.sent_ms, e.received_ms]
    if entry.reading:
        told["reading"] = asdict(entry.reading)
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def read_log(lines: Iterable[str]) -> tuple[list[Entry], list[Problem]]:
    """The entries of a log, and what is wrong with its other lines."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = _entry(json.loads(line[:LONGEST_LINE]))
            if entries and entry.received_ms < entries[-1].received_ms:
                raise ValueError("received before the line above")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            why = f"{type(error).__name__} {error}"[:200]
            problems.append(Problem("lanes.log", BAD_LINE.filled(why=why), line=number))
            continue
        entries.append(entry)
    return entries, problems


def _entry(told: dict[str, Any]) -> Entry:
    reading = told.get("reading")
    exchange = told.get("exchange")
    return Entry(
        position=_whole(told["position"]),
        kind=Kind(told["kind"]),
        received_ms=_whole(told["received_ms"]),
        device=str(told.get("device", "")),
        channel=Channel(told["channel"]) if told.get("channel") else None,
        boot=str(told.get("boot", "")),
        sequence=_whole(told.get("sequence", 0)),
        exchange=Exchange(*map(_whole, exchange)) if exchange else None,
        reading=None
        if reading is None
        else Reading(
            Channel(reading["channel"]),
            Quality(reading["quality"]),
            _whole(reading["at_ms"]),
            _facts(reading.get("facts", {})),
            tuple(map(str, reading.get("reasons", ()))),
            _whole(reading.get("span_ms", 0)),
        ),
        note=dict(told.get("note", {})),
    )


def _facts(told: dict[str, Any]) -> dict[str, Any]:
    for name in ("counts", "people"):
        if name in told:
            _whole(told[name])
    return dict(told)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < LATEST_MS:
        raise ValueError(f"{value!r} is no such number"[:100])
    return value


def replay(entries: Iterable[Entry]) -> list[Encounter]:
    """Every encounter of a log as it ended, in the order in which they began to be told."""
    lane = LaneFuser()
    found: dict[str, Encounter] = {}
    for entry in entries:
        for encounter in lane.take(entry):
            found[encounter.key] = encounter
    for encounter in lane.advance(lane.now_ms + END_MS):
        found[encounter.key] = encounter
    return list(found.values())


def encounter_as_json(encounter: Encounter) -> dict[str, Any]:
    """An encounter for programs: what JSON gives back of it."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(encounter)))
    return found
