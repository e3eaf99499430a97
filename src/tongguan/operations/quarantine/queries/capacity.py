"""When the laboratory is through with a group, for each way of pooling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tongguan.engines.pcr import Load, Plan, array, best, dorfman, load, single

SIZES = (5, 10)


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked: persons, the share infected, tests a day, tubes that wait before them, how many are pooled at
    most, how sensitive a test alone and a pool is, which share of the infected must be found."""

    persons: int
    prevalence: float
    per_day: int
    waiting: int
    most: int = 10
    sensitivity: float = 1.0
    pool_sensitivity: float = 1.0
    least_found: float = 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """One way and its load; `chosen` is the cheapest that finds enough."""

    load: Load
    chosen: bool
    enough: bool


def plans(need: Need, start: datetime, turnaround: timedelta) -> list[Choice]:
    """Each alone, pools of five and ten, arrays, and the best; the best first where it is another."""
    cheapest = best(
        need.prevalence,
        most=need.most,
        sensitivity=need.sensitivity,
        pool_sensitivity=need.pool_sensitivity,
        least_found=need.least_found,
    )
    wanted: list[Plan] = [cheapest, single(need.sensitivity)]
    for size in SIZES:
        wanted += [
            dorfman(need.prevalence, size, need.sensitivity, need.pool_sensitivity),
            array(need.prevalence, size, need.sensitivity, need.pool_sensitivity),
        ]
    kept = {(plan.method, plan.size): plan for plan in reversed(wanted)}
    return [
        Choice(
            load(
                plan,
                persons=need.persons,
                per_day=need.per_day,
                waiting=need.waiting,
                start=start,
                turnaround=turnaround,
            ),
            plan == cheapest,
            plan.sensitivity >= need.least_found,
        )
        for plan in sorted(
            kept.values(),
            key=lambda plan: (plan != cheapest, plan.method != "single", plan.size, plan.method),
        )
    ]
