"""A scenario played many times at once: who goes where, when each is served, and what that makes of the hall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tongguan.engines.flows.arrivals import arrivals_of
from tongguan.engines.flows.intervals import Estimate, estimate
from tongguan.engines.flows.scenario import Scenario
from tongguan.engines.flows.services import draw
from tongguan.engines.flows.stations import serve

Array = NDArray[np.float64]
BATCH = 50
"""Replications played at once: their arrays stay in the processor's cache."""
CURVE_POINTS = 48


@dataclass(frozen=True, slots=True)
class StationResult:
    """One station: seconds of wait, share of the servers' time in use, longest queue, travellers a day."""

    code: str
    wait_s: Estimate
    wait_p95_s: Estimate
    use: Estimate
    longest: Estimate
    visits: Estimate


@dataclass(frozen=True, slots=True)
class Result:
    """What a day is like, with intervals over the replications. `curve`: people in the hall at equal steps of time;
    `per_hour`: who left within the horizon and after the warm-up, an hour."""

    name: str
    replications: int
    arrived: Estimate
    passed: Estimate
    per_hour: Estimate
    time_s: Estimate
    time_p95_s: Estimate
    wait_s: Estimate
    wait_p95_s: Estimate
    stations: tuple[StationResult, ...]
    curve: tuple[tuple[float, float], ...]
    each_per_hour: Array
    """One figure a replication, for comparisons in pairs."""


def simulate(scenario: Scenario, progress: Callable[[float], None] | None = None) -> Result:
    """Play the scenario; the same seed gives the same result. `progress` hears the share that is done."""
    batches = []
    left, number = scenario.replications, 0
    while left > 0:
        count = min(BATCH, left)
        rng = np.random.default_rng([scenario.seed, number])
        batches.append(_played(scenario, count, rng, int(rng.integers(2**62))))
        left, number = left - count, number + 1
        if progress is not None:
            progress(1 - left / scenario.replications)
    figures = {key: np.concatenate([each[key] for each in batches]) for key in batches[0]}
    return _told(scenario, figures)


def _played(scenario: Scenario, count: int, rng: np.random.Generator, stream: int) -> dict[str, Array]:
    """One batch: figures by name, one a replication. Each station draws from a stream of its own, so that two scenarios
    with one seed have the same arrivals, and services alike where their stations are."""
    came = arrivals_of(scenario, count, rng)
    at = {"": came}  # when each traveller is at the end of a place they passed; infinite elsewhere
    starts = ["", *(station.code for station in scenario.stations)]
    choice = {
        start: np.random.default_rng([stream, 1, place]).uniform(size=came.shape)
        for place, start in enumerate(starts)
    }
    ends = np.where(np.isfinite(came), came, np.inf)
    wait = np.zeros_like(came)
    found: dict[str, Array] = {}
    for place, station in enumerate(scenario.stations):
        reach = _reach(scenario, station.code, at, choice)
        lasts = draw(station.service, came.shape, np.random.default_rng([stream, 2, place]))
        order = reach.argsort(axis=1, kind="stable")
        order = order[:, : int(np.isfinite(reach).sum(axis=1).max(initial=0))]
        in_line = np.take_along_axis(reach, order, axis=1)
        begin = np.full_like(came, np.inf)
        begun = serve(in_line, np.take_along_axis(lasts, order, axis=1), station.shifts)
        np.put_along_axis(begin, order, begun, axis=1)
        there = np.isfinite(reach)
        done = np.where(there, begin + lasts, np.inf)
        at[station.code] = done
        with np.errstate(invalid="ignore"):
            own = np.where(there, begin - reach, 0.0)
        wait += own
        ends = np.where(there, done, ends)
        found |= _station_figures(scenario, place, reach, begin, lasts, own)
    return found | _hall_figures(scenario, came, ends, wait)


def _reach(scenario: Scenario, code: str, at: dict[str, Array], choice: dict[str, Array]) -> Array:
    """When each traveller comes to a station: from any place whose lot sends them there."""
    reach = np.full(at[""].shape, np.inf)
    for start, moments in at.items():
        low = 0.0
        for route in (each for each in scenario.routes if each.start == start):
            high = low + route.share
            if route.end == code:
                chosen = (choice[start] >= low) & (choice[start] < high)
                reach = np.minimum(reach, np.where(chosen, moments, np.inf))
            low = high
    return reach


def _station_figures(
    scenario: Scenario, place: int, reach: Array, begin: Array, lasts: Array, wait: Array
) -> dict[str, Array]:
    """What a day makes of one station, by those who came to it after the warm-up."""
    from_s, to_s = scenario.warmup_s, scenario.horizon_s
    counted = np.isfinite(reach) & (reach >= from_s)
    known = np.where(counted & np.isfinite(wait), wait, np.nan)
    end = np.where(np.isfinite(begin), begin + lasts, np.inf)
    with np.errstate(invalid="ignore"):
        busy = np.clip(np.minimum(end, to_s) - np.clip(begin, from_s, to_s), 0.0, None)
    busy_s = np.where(np.isfinite(begin), busy, 0.0).sum(axis=1)
    there_s = _capacity_s(scenario, place)
    return {
        f"{place}.wait": _row_mean(known),
        f"{place}.p95": _row_quantile(known, 0.95),
        f"{place}.use": busy_s / there_s if there_s else np.full(len(reach), np.nan),
        f"{place}.longest": _longest(reach, begin),
        f"{place}.visits": np.isfinite(reach).sum(axis=1).astype(float),
    }


def _capacity_s(scenario: Scenario, place: int) -> float:
    """Seconds of service that the station's shifts hold between the warm-up and the horizon."""
    shifts = scenario.stations[place].shifts
    ends = [*(shift.at_s for shift in shifts[1:]), scenario.horizon_s]
    spans = (
        (max(shift.at_s, scenario.warmup_s), min(end, scenario.horizon_s), shift.servers)
        for shift, end in zip(shifts, ends, strict=True)
    )
    return sum(max(0.0, to_s - from_s) * servers for from_s, to_s, servers in spans)


def _longest(reach: Array, begin: Array) -> Array:
    """The longest queue of each day: who has come and not begun, looked at just after each arrival."""
    come, gone = np.sort(reach, axis=1), np.sort(begin, axis=1)
    longest = np.zeros(len(come))
    for day, (arrivals, begins) in enumerate(zip(come, gone, strict=True)):
        arrivals = arrivals[np.isfinite(arrivals)]
        if len(arrivals):
            waiting = np.arange(1, len(arrivals) + 1) - np.searchsorted(begins, arrivals, side="right")
            longest[day] = max(0, waiting.max())
    return longest


def _hall_figures(scenario: Scenario, came: Array, ends: Array, wait: Array) -> dict[str, Array]:
    from_s, to_s = scenario.warmup_s, scenario.horizon_s
    counted = np.isfinite(came) & (came >= from_s)
    with np.errstate(invalid="ignore"):
        spent = np.where(counted & np.isfinite(ends), ends - came, np.nan)
    left = ((ends >= from_s) & (ends <= to_s)).sum(axis=1).astype(float)
    hours = max(to_s - from_s, 1.0) / 3600
    figures = {
        "arrived": counted.sum(axis=1).astype(float),
        "passed": left,
        "per_hour": left / hours,
        "time": _row_mean(spent),
        "time_p95": _row_quantile(spent, 0.95),
        "wait": _row_mean(np.where(np.isfinite(spent), wait, np.nan)),
        "wait_p95": _row_quantile(np.where(np.isfinite(spent), wait, np.nan), 0.95),
    }
    for number, moment in enumerate(np.linspace(0, to_s, CURVE_POINTS)):
        figures[f"in.{number}"] = ((came <= moment) & (ends > moment)).sum(axis=1).astype(float)
    return figures


def _row_mean(values: Array) -> Array:
    """Means of what is known in each row; NaN where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    return np.where(count > 0, np.where(known, values, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)


def _row_quantile(values: Array, share: float) -> Array:
    """The quantile of what is known in each row (the lower of two neighbours), NaN where nothing is."""
    ordered = np.sort(np.where(np.isfinite(values), values, np.inf), axis=1)
    count = np.isfinite(values).sum(axis=1)
    if not ordered.shape[1]:
        return np.full(len(values), np.nan)
    place = np.clip(np.ceil(share * count).astype(int) - 1, 0, ordered.shape[1] - 1)
    return np.where(count > 0, ordered[np.arange(len(ordered)), place], np.nan)


def _told(scenario: Scenario, figures: dict[str, Array]) -> Result:
    hall = {
        key: estimate(figures[key])
        for key in ("arrived", "passed", "per_hour", "time", "time_p95", "wait", "wait_p95")
    }
    stations = tuple(
        StationResult(
            station.code,
            *(estimate(figures[f"{place}.{key}"]) for key in ("wait", "p95", "use", "longest", "visits")),
        )
        for place, station in enumerate(scenario.stations)
    )
    moments = np.linspace(0, scenario.horizon_s, CURVE_POINTS)
    curve = tuple((float(at), float(figures[f"in.{number}"].mean())) for number, at in enumerate(moments))
    return Result(
        name=scenario.name,
        replications=scenario.replications,
        arrived=hall["arrived"],
        passed=hall["passed"],
        per_hour=hall["per_hour"],
        time_s=hall["time"],
        time_p95_s=hall["time_p95"],
        wait_s=hall["wait"],
        wait_p95_s=hall["wait_p95"],
        stations=stations,
        curve=curve,
        each_per_hour=figures["per_hour"],
    )


def with_servers(scenario: Scenario, code: str, servers: int) -> Scenario:
    """The same with another number of servers at a station, all day."""
    stations = tuple(
        replace(each, shifts=tuple(replace(shift, servers=servers) for shift in each.shifts))
        if each.code == code
        else each
        for each in scenario.stations
    )
    return replace(scenario, stations=stations)
