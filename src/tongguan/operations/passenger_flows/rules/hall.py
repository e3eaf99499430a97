"""From a hall to scenarios, and their figures."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from tongguan.engines.flows import (
    Comparison,
    Flight,
    Flights,
    Poisson,
    Result,
    Route,
    Scenario,
    Service,
    Shape,
    Shift,
    Station,
    compare,
    sweep,
)
from tongguan.operations.passenger_flows.contracts import MODELS, Hall

WARMUP_S = 1800.0
"""The first half hour is not counted: the hall fills, and the first travellers still walk."""
LOAD = 0.8
SPREAD = 0.5
"""Standard deviation over mean of services done by people; unverified."""
LANE_SPREAD = 0.3
SWEEP_POINTS = 10
WANTED = 3.0


def arrivals_of(hall: Hall, model: str) -> Poisson | Flights:
    """As many travellers an hour on average, one by one or by the planeload."""
    if model == "poisson":
        return Poisson((float(hall.per_hour),))
    horizon_s = horizon_of(hall)
    each = hall.seats * LOAD * hall.bank
    every_s = 3600 * each / hall.per_hour if hall.per_hour else horizon_s
    count = min(200 // hall.bank, max(1, math.ceil(horizon_s / every_s)))
    return Flights(
        tuple(
            Flight(number * every_s, hall.seats, LOAD)
            for number in range(count)
            for _same in range(hall.bank)
        )
    )


def horizon_of(hall: Hall) -> float:
    """The counted hours and the warm-up before them."""
    return hall.hours * 3600.0 + WARMUP_S


def scenarios_of(hall: Hall, model: str) -> tuple[Scenario, Scenario]:
    """Paper desks, and kiosks with lanes, under the same arrivals."""
    given: dict[str, Any] = {
        "arrivals": arrivals_of(hall, model),
        "horizon_s": horizon_of(hall),
        "warmup_s": WARMUP_S,
        "replications": hall.replications,
        "seed": hall.seed,
    }
    desk = Station("desk", (Shift(0, hall.desks),), Service(Shape.LOGNORMAL, hall.paper_s, SPREAD))
    before = Scenario(name="paper", stations=(desk,), routes=(Route("", "desk", 1.0),), **given)
    stations = (
        Station("kiosk", (Shift(0, hall.kiosks),), Service(Shape.LOGNORMAL, hall.kiosk_s, SPREAD)),
        Station("lane", (Shift(0, hall.lanes),), Service(Shape.LOGNORMAL, hall.lane_s, LANE_SPREAD)),
        Station(
            "referral", (Shift(0, hall.referral_desks),), Service(Shape.LOGNORMAL, hall.referral_s, SPREAD)
        ),
    )
    routes = (
        Route("", "kiosk", 1.0),
        Route("kiosk", "lane", 1.0),
        Route("lane", "referral", hall.referral_percent / 100),
    )
    return before, Scenario(name="smart", stations=stations, routes=routes, **given)


def kiosk_counts(hall: Hall) -> list[int]:
    """Numbers of kiosks to try: from one a lane to beyond what feeds every lane, and the hall's own."""
    enough = math.ceil(hall.lanes * hall.kiosk_s / hall.lane_s)
    top = max(hall.kiosks, math.ceil(1.3 * enough), hall.lanes + 1)
    step = (top - hall.lanes) / (SWEEP_POINTS - 1)
    return sorted({hall.kiosks, *(round(hall.lanes + step * at) for at in range(SWEEP_POINTS))} - {0})


def played(hall: Hall, progress: Callable[[float], None] = lambda share: None) -> dict[str, Any]:
    """Everything the page shows, JSON-ready: both models compared, and swept over the number of kiosks."""
    found: dict[str, Any] = {}
    channels = {"channels_before": hall.desks, "channels_after": hall.lanes, "wanted": WANTED}
    for at, model in enumerate(MODELS):
        before, after = scenarios_of(hall, model)
        start = at / len(MODELS)
        compared = compare(before, after, **channels)
        swept = sweep(
            before, after, station="kiosk", counts=kiosk_counts(hall), **channels,
            progress=lambda share, start=start: progress(start + share / len(MODELS)),
        )  # fmt: skip
        found[model] = _compared(compared) | {
            "sweep": [{"kiosks": count, **_verdict(each)} for count, each in swept]
        }
    return {"hall": asdict(hall), "wanted": WANTED, "models": found}


def _verdict(found: Comparison) -> dict[str, Any]:
    return {
        "ratio": found.ratio.told(),
        "holds": str(found.holds),
        "bound": found.bound,
        "ceiling": found.ceiling,
    }


def _compared(found: Comparison) -> dict[str, Any]:
    return _verdict(found) | {"before": told(found.before), "after": told(found.after)}


def told(result: Result) -> dict[str, Any]:
    """A result, JSON-ready."""
    return {
        "name": result.name,
        "replications": result.replications,
        **{
            key: getattr(result, key).told()
            for key in ("arrived", "passed", "per_hour", "time_s", "time_p95_s", "wait_s", "wait_p95_s")
        },
        "stations": [
            {
                "code": each.code,
                **{
                    key: getattr(each, key).told()
                    for key in ("wait_s", "wait_p95_s", "use", "longest", "visits")
                },
            }
            for each in result.stations
        ],
        "curve": [list(point) for point in result.curve],
    }
