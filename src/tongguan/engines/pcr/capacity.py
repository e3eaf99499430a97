"""When a laboratory is through: tubes of a group by its way of pooling, beside what waits, at so many tests a day."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from tongguan.engines.pcr.pooling import Plan

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Load:
    """What a group means for a laboratory. `first_round` tubes are certain, `expected` adds the mean number that are
    tested alone after a positive pool; `share` is the first round's part of a day; `done_at` and `first_done_at` say
    when everything, and when the first round, is measured (None where nothing is ever measured)."""

    plan: Plan
    persons: int
    waiting: int
    per_day: int
    first_round: int
    expected: float
    share: float
    first_done_at: datetime | None
    done_at: datetime | None


def load(
    plan: Plan, *, persons: int, per_day: int, waiting: int, start: datetime, turnaround: timedelta
) -> Load:
    """The load of `persons` behind `waiting` tubes. One measurement takes `turnaround`; the laboratory measures
    `per_day` tubes evenly over the day. A second round begins when the first is known, so it takes one turnaround
    more. ValueError for negative numbers.
    """
    if persons < 0 or per_day < 0 or waiting < 0:
        raise ValueError("numbers of persons and tubes are not negative")
    tubes = plan.first_round(persons)
    at_first = {"single": 1.0, "dorfman": 1 / plan.size, "array": 2 / plan.size}[plan.method]
    second = max(0.0, persons * (plan.tests_per_person - at_first))
    expected = tubes + second
    if per_day == 0:
        share, first_done, done = math.inf if tubes else 0.0, None, None
    else:
        share = tubes / per_day
        first_done = start + DAY * ((waiting + tubes) / per_day) + turnaround
        again = DAY * (second / per_day) + turnaround if second > 0 else timedelta(0)
        done = first_done + again
    return Load(plan, persons, waiting, per_day, tubes, expected, share, first_done, done)
