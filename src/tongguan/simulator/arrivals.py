"""When things happen: a day's curve, and waits of a Poisson process whose rate follows it."""

from __future__ import annotations

import math
import random

# Share of a working day's declarations lodged in each hour, Shanghai time: a morning and an afternoon peak with a
# dip at noon and a thin night. The shape is ours; the simulator does not claim a measured port.
HOURLY_WEIGHT = (2, 1, 1, 1, 1, 2, 4, 8, 16, 22, 21, 16, 9, 14, 20, 21, 19, 15, 9, 7, 6, 5, 4, 3)
MEAN_WEIGHT = sum(HOURLY_WEIGHT) / len(HOURLY_WEIGHT)
BUSIEST = max(HOURLY_WEIGHT) / MEAN_WEIGHT


def intensity(hour: float) -> float:
    """Arrivals relative to the day's mean at a local hour (0–24), interpolated."""
    low = math.floor(hour) % 24
    share = hour - math.floor(hour)
    return ((1 - share) * HOURLY_WEIGHT[low] + share * HOURLY_WEIGHT[(low + 1) % 24]) / MEAN_WEIGHT


def next_wait_s(rng: random.Random, per_minute: float, hour: float) -> float:
    """Seconds to the next arrival: thinning of a Poisson process of the busiest rate (Lewis and Shedler, 1979)."""
    ceiling = per_minute / 60 * BUSIEST
    waited = 0.0
    while True:
        step = rng.expovariate(ceiling)
        waited += step
        if rng.random() * BUSIEST <= intensity((hour + waited / 3600) % 24):
            return waited
