"""Do ten scanners and eleven analysts read every image in time? The queue of image review, simulated.

    python benchmarks/image_queue.py                 # the years 2016 and 2020, and how far each could grow
    python benchmarks/image_queue.py --days 30 --seed 7
    python benchmarks/image_queue.py --store         # keeps the result under benchmarks/results/

The discipline is the house's: an image goes at once to a drawn analyst on duty, likelier to one with little on the desk
(weight 1/(1 + load)); desks are read by priority, then deadline, then age; what lies on a desk longer than
`image_review.reading_limit` is drawn anew; suspicious images and a random share of the others are read by another
analyst. Beside it runs what no random draw can beat: one common queue whose first image goes to the first free analyst.
The simulation itself is held against the Erlang C formula (Poisson arrivals, exponential reading, one queue).

Known of the years: scanners, analysts, images (2016). Assumed, and told with the result: three shifts of equal length,
so a third of the analysts is on duty; arrivals follow a port's day and bunch behind ships; an image is read in 2.5
minutes on average (lognormal, a tenth above five). 2020's images are 2016's by scanner.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import factorial, log
from typing import Any

import numpy as np
from measuring import told

SLA_MIN, DESK_LIMIT_MIN = 60.0, 15.0
CONTROL_SHARE, SUSPICIOUS_SHARE = 0.1, 0.05
READ_MEAN_MIN, READ_SIGMA = 2.5, 0.7
PROFILE = (2, 2, 1, 1, 2, 3, 5, 8, 9, 9, 8, 7, 6, 8, 9, 9, 8, 7, 6, 5, 4, 4, 3, 2)
"""Relative arrivals by hour of a port's day."""
URGENT_SHARE = 0.3
YEARS = {
    "2016": {"scanners": 8, "analysts": 17, "images_a_year": 59_194},
    "2020": {"scanners": 10, "analysts": 11, "images_a_year": round(59_194 * 10 / 8)},
}


@dataclass(slots=True)
class Image:
    """One image on its way; times in minutes."""

    at: float
    urgent: bool
    suspicious: bool
    first: int = -1
    assigned_at: float = 0.0
    draws: int = 0
    done_at: float = -1.0

    def key(self) -> tuple[bool, float]:
        """What is read first on a desk: the urgent, then the older."""
        return (not self.urgent, self.at)


@dataclass
class Desk:
    """One analyst: the images to read and, while busy, when that ends."""

    images: list[Image] = field(default_factory=list)
    busy: bool = False


class Queue:
    """The discrete events of one run; `common` is the single queue, `draw` the house's random assignment."""

    def __init__(self, analysts: int, reading: Callable[[], float], rng: random.Random, common: bool) -> None:
        self.desks = [Desk() for _n in range(analysts)]
        self.reading, self.rng, self.common = reading, rng, common
        self.events: list[tuple[float, int, str, Any]] = []
        self.waiting: list[Image] = []
        self.count = 0

    def run(self, images: list[Image]) -> list[Image]:
        """All images read; each has its `done_at`."""
        for image in images:
            self._at(image.at, "arrive", image)
        while self.events:
            now, _n, kind, what = heappop(self.events)
            if kind == "arrive":
                self._place(now, what)
            elif kind == "done":
                self._read(now, *what)
            elif self._lies_there(what):
                self._place(now, what[1])
        return images

    def _at(self, when: float, kind: str, what: Any) -> None:
        self.count += 1
        heappush(self.events, (when, self.count, kind, what))

    def _place(self, now: float, image: Image) -> None:
        image.draws += 1
        able = [number for number in range(len(self.desks)) if number != image.first]
        if self.common:
            self.waiting.append(image)
            for number in able:
                self._next(now, number)
            return
        loads = [len(self.desks[number].images) + self.desks[number].busy for number in able]
        chosen = self.rng.choices(able, [1 / (1 + load) for load in loads])[0]
        image.assigned_at = now
        self.desks[chosen].images.append(image)
        self._at(now + DESK_LIMIT_MIN, "expire", (chosen, image, image.draws))
        self._next(now, chosen)

    def _lies_there(self, what: tuple[int, Image, int]) -> bool:
        """Whether the image still waits on that desk; it is taken away then."""
        number, image, draw = what
        here = self.desks[number].images
        if image.draws != draw or not any(each is image for each in here):
            return False
        self.desks[number].images = [each for each in here if each is not image]
        return True

    def _next(self, now: float, number: int) -> None:
        desk = self.desks[number]
        given = [each for each in self.waiting if each.first != number] if self.common else desk.images
        if desk.busy or not given:
            return
        image = min(given, key=Image.key)
        pool = self.waiting if self.common else desk.images
        del pool[next(place for place, each in enumerate(pool) if each is image)]
        desk.busy = True
        self._at(now + self.reading(), "done", (number, image))

    def _read(self, now: float, number: int, image: Image) -> None:
        self.desks[number].busy = False
        again = image.suspicious or self.rng.random() < CONTROL_SHARE
        if image.first < 0 and again and len(self.desks) > 1:
            image.first = number
            self._place(now, image)
        else:
            image.done_at = now
        self._next(now, number)


def lognormal(rng: random.Random) -> Callable[[], float]:
    """Reading times in minutes."""
    mu = log(READ_MEAN_MIN) - READ_SIGMA**2 / 2
    return lambda: rng.lognormvariate(mu, READ_SIGMA)


def arrivals(a_day: float, days: int, rng: random.Random, outage: bool = False) -> Iterator[Image]:
    """Poisson by the hour, doubled for some hours behind a ship; with an outage a fifth of the scanners is cut off for
    four hours a day, and sends what it kept when the line is back."""
    total = sum(PROFILE)
    for day in range(days):
        ship = rng.randrange(24)
        for hour, weight in enumerate(PROFILE):
            mean = a_day * weight / total * (1.6 if hour in (ship, ship + 1) else 0.95)
            for _n in range(poisson(mean, rng)):
                at = (day * 24 + hour + rng.random()) * 60
                if outage and 9 <= hour < 13 and rng.random() < 0.2:
                    at = (day * 24 + 13) * 60
                yield Image(at, rng.random() < URGENT_SHARE, rng.random() < SUSPICIOUS_SHARE)


def poisson(mean: float, rng: random.Random) -> int:
    """By counting exponential gaps."""
    count, left = 0, rng.expovariate(1)
    while left < mean:
        count, left = count + 1, left + rng.expovariate(1)
    return count


def measured(images: list[Image]) -> dict[str, Any]:
    """What the run says: minutes from scan to verdict, and the share within the service time."""
    minutes = np.array([image.done_at - image.at for image in images])
    p50, p95, p99 = (round(float(value), 1) for value in np.quantile(minutes, [0.5, 0.95, 0.99]))
    late = int((minutes > SLA_MIN).sum())
    return {
        "images": len(images), "p50_min": p50, "p95_min": p95, "p99_min": p99, "late": late,
        "within_sla_percent": round(100 * (1 - late / len(images)), 3),
        "drawn_anew_percent": round(100 * sum(image.draws > 2 for image in images) / len(images), 2),
    }  # fmt: skip


def played(
    a_day: float, on_duty: int, days: int, seed: int, common: bool = False, outage: bool = False
) -> dict[str, Any]:
    """One run."""
    rng = random.Random(seed)
    images = sorted(arrivals(a_day, days, rng, outage), key=lambda image: image.at)
    return measured(Queue(on_duty, lognormal(rng), rng, common).run(images))


def most(on_duty: int, seed: int) -> int:
    """The largest number of images a day of which 99 % are read in time, to about 20."""
    low, high = 10, int(on_duty * 24 * 60 / READ_MEAN_MIN)  # nobody reads more than that
    while high - low > 20:
        middle = (low + high) // 2
        good = played(middle, on_duty, 5, seed)["within_sla_percent"] >= 99
        low, high = (middle, high) if good else (low, middle)
    return low // 10 * 10


def erlang_c(servers: int, load: float) -> float:
    """The probability of waiting in an M/M/c queue; load in erlangs."""
    top = load**servers / factorial(servers) * servers / (servers - load)
    return top / (sum(load**n / factorial(n) for n in range(servers)) + top)


def against_formula(seed: int) -> dict[str, float]:
    """The mean wait of an M/M/4 queue by the formula and by this simulation, minutes; no second readings."""
    rate, mean, servers = 1.2, 2.5, 4
    rng = random.Random(seed)
    at, images = 0.0, []
    for _n in range(60_000):
        at += rng.expovariate(rate)
        images.append(Image(at, False, False))
    global CONTROL_SHARE
    kept, CONTROL_SHARE = CONTROL_SHARE, 0.0
    Queue(servers, lambda: rng.expovariate(1 / mean), rng, True).run(images)
    CONTROL_SHARE = kept
    by_formula = erlang_c(servers, rate * mean) * mean / (servers - rate * mean)
    seen = float(np.mean([image.done_at - image.at for image in images])) - mean
    return {"formula_min": round(by_formula, 3), "simulated_min": round(seen, 3)}


def main() -> None:
    """Run and tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", action="store_true", help="keep the result under benchmarks/results/")
    given = parser.parse_args()
    check = against_formula(given.seed)
    if abs(check["simulated_min"] / check["formula_min"] - 1) > 0.1:
        raise SystemExit(f"the simulation does not agree with Erlang C: {check}")
    result: dict[str, Any] = {
        "assumed": {
            "sla_min": SLA_MIN, "desk_limit_min": DESK_LIMIT_MIN, "control_share": CONTROL_SHARE,
            "suspicious_share": SUSPICIOUS_SHARE, "read_mean_min": READ_MEAN_MIN,
            "read_above_5_min_percent": round(100 * above(5), 1), "shifts": 3,
        },
        "erlang_c": check,
    }  # fmt: skip
    for year, known in YEARS.items():
        a_day, on_duty = known["images_a_year"] / 365, known["analysts"] // 3
        told_of = (a_day, on_duty, given.days, given.seed)
        result[year] = {
            **known, "images_a_day": round(a_day, 1), "on_duty": on_duty,
            "as_drawn": played(*told_of), "one_common_queue": played(*told_of, common=True),
            "as_drawn_with_daily_outage": played(*told_of, outage=True),
            "as_drawn_with_one_on_duty_fewer": played(a_day, on_duty - 1, given.days, given.seed),
            "most_images_a_day_at_99_percent": most(on_duty, given.seed),
        }  # fmt: skip
    told({"benchmark": "image_queue", "days": given.days, "seed": given.seed, **result}, store=given.store)


def above(minutes: float) -> float:
    """The share of readings longer than so many minutes."""
    rng = random.Random(0)
    reading = lognormal(rng)
    return sum(reading() > minutes for _n in range(20_000)) / 20_000


if __name__ == "__main__":
    main()
