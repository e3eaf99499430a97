"""Runs as CSV: one row a well and target with its Ct, one a cycle, or one a curve with a column for each cycle."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from tongguan.engines.pcr.plate import read_place
from tongguan.engines.pcr.runs import (
    MOST_CHANNELS,
    MOST_CYCLES,
    MOST_LETTERS,
    NO_CT,
    TEXTS,
    Channel,
    Findings,
    RunFile,
    curve_of,
    moment_of,
    number_of,
    short,
)

FORM = "csv"
MOST_ROWS = 100_000
NAMES = {
    "well": ("well", "well position", "position", "孔", "孔位"),
    "tube": ("sample", "sample name", "tube", "样本", "样本编号"),
    "target": ("target", "target name", "detector", "靶标", "目标基因"),
    "ct": ("ct", "cq", "cт", "ct值"),
    "cycle": ("cycle", "循环", "循环数"),
    "fluorescence": ("fluorescence", "rn", "fluor", "荧光", "荧光值"),
}
NOTES = {"plate": ("plate", "barcode", "板号"), "started": ("run date", "started", "run start", "运行时间")}


@dataclass
class _Reading:
    """What is gathered from the rows."""

    found: Findings = field(default_factory=Findings)
    tubes: dict[str, str] = field(default_factory=dict)
    cts: dict[tuple[str, str], float | None] = field(default_factory=dict)
    points: dict[tuple[str, str], dict[int, float]] = field(default_factory=dict)
    targets: dict[str, set[str]] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)


def read_table(content: bytes) -> RunFile:
    """Read a CSV of a run; `plate,…` and `run date,…` may stand above the header. Never raises on input."""
    reading = _Reading()
    text = _decoded(content)
    if text is None:
        reading.found.add("encoding", TEXTS["encoding"], "")
        return RunFile(FORM, problems=tuple(reading.found.found))
    notes: dict[str, str] = {}
    columns: dict[str, int] = {}
    cycles: list[tuple[int, int]] = []
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    try:
        for number, row in enumerate(rows, 1):
            if number > MOST_ROWS:
                reading.found.add("size", TEXTS["size"], f"{number}", number)
                break
            if columns:
                _row(row, number, columns, cycles, reading)
            else:
                columns, cycles = _header(row)
                notes |= {} if columns else _note(row)
    except csv.Error:
        reading.found.add("form", TEXTS["form"], "")
    if not columns:
        reading.found.add("form", TEXTS["form"], "")
    return _whole(reading, notes)


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    return None


def _header(row: Sequence[str]) -> tuple[dict[str, int], list[tuple[int, int]]]:
    """Which column is which, and the columns named by a cycle; nothing where this row is no header."""
    words = [cell.strip().lower() for cell in row[:200]]
    columns = {
        name: next(place for place, word in enumerate(words) if word in known)
        for name, known in NAMES.items()
        if any(word in known for word in words)
    }
    cycles = [
        (int(word), place)
        for place, word in enumerate(words)
        if word.isascii() and word.isdecimal() and len(word) <= 3 and 1 <= int(word) <= MOST_CYCLES
    ]
    says = "ct" in columns or len(cycles) > 1 or {"cycle", "fluorescence"} <= set(columns)
    return (columns, cycles) if {"well", "target"} <= set(columns) and says else ({}, [])


def _note(row: Sequence[str]) -> dict[str, str]:
    if len(row) < 2:
        return {}
    word = row[0].strip().lower().rstrip(":：")
    return {name: row[1].strip()[:MOST_LETTERS] for name, known in NOTES.items() if word in known}


def _row(
    row: Sequence[str],
    line: int,
    columns: dict[str, int],
    cycles: Sequence[tuple[int, int]],
    into: _Reading,
) -> None:
    def cell(name: str) -> str:
        place = columns.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    if not any(each.strip() for each in row):
        return
    place, target = read_place(cell("well")), cell("target")[:MOST_LETTERS]
    where = f"{line}/well"
    if place is None:
        return into.found.add("well", TEXTS["well"].filled(well=short(cell("well"))), where, line)
    if not target:
        return into.found.add("target", TEXTS["target"], f"{line}/target", line)
    into.targets.setdefault(place, set()).add(target)
    if len(into.targets[place]) > MOST_CHANNELS:
        return into.found.add("channels", TEXTS["channels"].filled(well=place), where, line)
    if cell("tube"):
        into.tubes.setdefault(place, cell("tube")[:MOST_LETTERS])
    key = (place, target)
    if "cycle" in columns and "fluorescence" in columns:
        return _point(into, key, cell("cycle"), cell("fluorescence"), line)
    if key in into.seen:
        return into.found.add("twice", TEXTS["twice"].filled(well=place, target=short(target)), where, line)
    into.seen.add(key)
    for cycle, column in cycles:
        if column < len(row) and row[column].strip():
            _point(into, key, str(cycle), row[column], line)
    return _ct(into, key, cell("ct"), line)


def _ct(into: _Reading, key: tuple[str, str], said: str, line: int) -> None:
    ct = number_of(said)
    if ct is None and said.lower() not in NO_CT:
        into.found.add("ct", TEXTS["ct"].filled(value=short(said)), f"{line}/ct", line)
        return
    into.cts[key] = ct if ct is not None and 0 < ct <= MOST_CYCLES else None


def _point(into: _Reading, key: tuple[str, str], cycle: str, value: str, line: int) -> None:
    at, level = number_of(cycle), number_of(value)
    if at is None or not at.is_integer() or not 1 <= at <= MOST_CYCLES:
        into.found.add("cycle", TEXTS["cycle"].filled(value=short(cycle)), f"{line}/cycle", line)
    elif level is None:
        into.found.add(
            "fluorescence", TEXTS["fluorescence"].filled(value=short(value)), f"{line}/fluorescence", line
        )
    else:
        into.points.setdefault(key, {}).setdefault(int(at), level)


def _whole(reading: _Reading, notes: dict[str, str]) -> RunFile:
    wells: dict[str, dict[str, Channel]] = {}
    for place, target in sorted({*reading.cts, *reading.points}):
        points = reading.points.get((place, target), {})
        curve = curve_of(points)
        if points and curve is None:
            told = TEXTS["gap"].filled(well=place, target=short(target))
            reading.found.add("gap", told, f"{place}/{short(target)}")
        wells.setdefault(place, {})[target] = Channel(curve or (), reading.cts.get((place, target)))
    if not wells and not reading.found.found:
        reading.found.add("nothing", TEXTS["nothing"], "")
    started, plate = moment_of(notes.get("started", "")), notes.get("plate", "")
    return RunFile(FORM, wells, reading.tubes, started, plate, tuple(reading.found.found))
