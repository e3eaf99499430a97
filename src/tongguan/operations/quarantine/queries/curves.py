"""A run as its page shows it: the plate well by well, and the curves of one channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongguan.engines.pcr import places
from tongguan.operations.quarantine.models import Run, Well
from tongguan.operations.quarantine.rules.calling import CURVE
from tongguan.platform.measurement.interface import readings_of, result_of

ROWS, COLUMNS = "ABCDEFGH", range(1, 13)
FIRST, LAST = 2, 8
"""Cycles from 3 to 8 give the level that is taken off for the eye."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One well on the page: what it holds and the Ct of each channel; `tone` for its colour, never alone."""

    place: str
    role: str
    tube: str
    cts: Mapping[str, str]
    tone: str


def plate_of(run: Run, *, with_results: bool) -> list[list[Spot]]:
    """Eight rows of twelve wells."""
    wells: dict[str, Well] = {well.place: well for well in run.wells.select_related("sample", "pool")}
    found = result_of(run.measurement)["wells"] if run.measurement and with_results else {}
    spots = {place: _spot(place, wells.get(place), found.get(place, {})) for place in places()}
    return [[spots[f"{row}{column}"] for column in COLUMNS] for row in ROWS]


def _spot(place: str, well: Well | None, channels: Mapping[str, Any]) -> Spot:
    cts = {target: each["ct"] for target, each in channels.items()}
    if well is None:
        return Spot(place, "", "", cts, "stray" if any(cts.values()) else "empty")
    return Spot(place, well.role, well.tube, cts, well.role)


def curves_of(run: Run, channel: str) -> list[dict[str, Any]]:
    """The curves of one channel as rows for a chart: well, role, cycle, rise above the first cycles."""
    if not run.measurement:
        return []
    roles = dict(run.wells.values_list("place", "role"))
    rows: list[dict[str, Any]] = []
    for reading in readings_of(run.measurement):
        place, _slash, target = reading.name.partition("/")
        if target != channel or reading.unit != CURVE:
            continue
        values = [float(value) for value in reading.values]
        level = sorted(values[FIRST:LAST])[(LAST - FIRST) // 2] if len(values) >= LAST else 0.0
        role = roles.get(place, "empty")
        rows += [
            {"well": place, "role": role, "cycle": cycle, "rise": round(value - level, 4)}
            for cycle, value in enumerate(values, 1)
        ]
    return rows
