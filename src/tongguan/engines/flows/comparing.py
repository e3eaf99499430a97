"""Two ways through a hall under the same arrivals: how many times more a channel passes in an hour, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tongguan.engines.flows.intervals import Estimate, estimate
from tongguan.engines.flows.scenario import Scenario
from tongguan.engines.flows.simulation import Result, simulate, with_servers

WANTED = 3.0
"""What the source says of lanes after the kiosks came: more than three times as many travellers an hour."""
FULL = 0.9
"""From this share of their time on servers count as the bottleneck."""
DEMAND = "demand"


class Holds(StrEnum):
    """Whether the wanted ratio holds, by the interval of the ratio."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both results, the ratio of travellers an hour and channel in pairs of days, the verdict, what bounds the second
    way: the code of its fullest station where that is full, else `demand`: no more travellers came."""

    before: Result
    after: Result
    ratio: Estimate
    holds: Holds
    bound: str
    ceiling: float
    """The ratio if travellers always waited at the door: the smallest capacity of the way over that of the old one."""


def compare(
    before: Scenario,
    after: Scenario,
    *,
    channels_before: int,
    channels_after: int,
    wanted: float = WANTED,
    progress: Callable[[float], None] | None = None,
) -> Comparison:
    """Play both under the same arrivals. A channel is a desk before and a lane after; both scenarios must have the same
    seed, horizon, warm-up and replications, or the days are no pairs."""
    first = simulate(before, progress and (lambda share: progress(share / 2)))
    second = simulate(after, progress and (lambda share: progress(0.5 + share / 2)))
    return judged(first, second, before, after, channels_before, channels_after, wanted)


def judged(
    first: Result,
    second: Result,
    before: Scenario,
    after: Scenario,
    channels_before: int,
    channels_after: int,
    wanted: float,
) -> Comparison:
    """The verdict over two results."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = (second.each_per_hour / channels_after) / (first.each_per_hour / channels_before)
    ratio = estimate(ratios)
    holds = Holds.OPEN
    if ratio.count and ratio.low >= wanted:
        holds = Holds.YES
    elif ratio.count and ratio.high < wanted:
        holds = Holds.NO
    fullest = max(second.stations, key=lambda each: each.use.mean if each.use.count else 0.0)
    bound = fullest.code if fullest.use.count and fullest.use.mean >= FULL else DEMAND
    old = capacity_per_hour(before) / channels_before
    ceiling = capacity_per_hour(after) / channels_after / old if old else 0.0
    return Comparison(first, second, ratio, holds, bound, ceiling)


def shares(scenario: Scenario) -> dict[str, float]:
    """Which share of all travellers comes to each station."""
    reach = {"": 1.0}
    for station in scenario.stations:
        reach[station.code] = sum(
            reach.get(route.start, 0.0) * route.share
            for route in scenario.routes
            if route.end == station.code
        )
    return reach


def capacity_per_hour(scenario: Scenario) -> float:
    """Travellers an hour that the way passes at most: the smallest, over the stations, of what it serves an hour over
    the share that comes to it, with the mean number of servers over the day."""
    reach = shares(scenario)
    found = []
    for station in scenario.stations:
        if reach[station.code] > 0 and station.service.mean_s > 0:
            found.append(
                _mean_servers(scenario, station.code) * 3600 / station.service.mean_s / reach[station.code]
            )
    return min(found, default=0.0)


def _mean_servers(scenario: Scenario, code: str) -> float:
    shifts = scenario.station(code).shifts
    ends = [*(shift.at_s for shift in shifts[1:]), scenario.horizon_s]
    held = sum(
        max(0.0, min(end, scenario.horizon_s) - max(0.0, shift.at_s)) * shift.servers
        for shift, end in zip(shifts, ends, strict=True)
    )
    return held / scenario.horizon_s if scenario.horizon_s else 0.0


def sweep(
    before: Scenario,
    after: Scenario,
    *,
    station: str,
    counts: Sequence[int],
    channels_before: int,
    channels_after: int,
    wanted: float = WANTED,
    progress: Callable[[float], None] | None = None,
) -> list[tuple[int, Comparison]]:
    """The comparison for each number of servers at a station of the second way; the first way is played once."""
    first = simulate(before)
    found = []
    for number, count in enumerate(counts):
        changed = with_servers(after, station, count)
        second = simulate(changed)
        found.append((count, judged(first, second, before, changed, channels_before, channels_after, wanted)))
        if progress is not None:
            progress((number + 1) / len(counts))
    return found
