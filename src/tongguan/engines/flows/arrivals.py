"""When travellers come into the hall: one by one, or by the planeload."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tongguan.engines.flows.scenario import Flights, Poisson, Scenario
from tongguan.engines.flows.services import draw

Array = NDArray[np.float64]


def arrivals_of(scenario: Scenario, replications: int, rng: np.random.Generator) -> Array:
    """Moments of arrival in order, one row a day; rows are filled up with infinity."""
    if isinstance(scenario.arrivals, Poisson):
        return _one_by_one(scenario.arrivals, scenario.horizon_s, replications, rng)
    return _by_flight(scenario.arrivals, scenario.horizon_s, replications, rng)


def _one_by_one(arrivals: Poisson, horizon_s: float, replications: int, rng: np.random.Generator) -> Array:
    """A Poisson process whose rate is constant in parts: its count, then that many independent moments, placed by the
    inverse of the summed rate. Exact, without thinning."""
    rates = np.maximum(np.array(arrivals.per_hour or (0.0,), dtype=np.float64), 0.0) / 3600
    edges = np.linspace(0.0, horizon_s, len(rates) + 1)
    summed = np.concatenate([[0.0], np.cumsum(rates * np.diff(edges))])
    counts = rng.poisson(summed[-1], replications)
    places = rng.uniform(0.0, summed[-1], (replications, int(counts.max(initial=0))))
    moments = np.interp(places, summed, edges) if summed[-1] > 0 else places
    return _in_order(moments, counts)


def _by_flight(arrivals: Flights, horizon_s: float, replications: int, rng: np.random.Generator) -> Array:
    """Each seat is taken with the chance of the load; whoever sits in it leaves the aircraft in a place of the line by
    chance, at a steady rate, and walks."""
    per_s = max(arrivals.leave_per_min, 0.01) / 60
    parts = []
    for flight in arrivals.flights:
        shape = (replications, flight.seats)
        taken = rng.uniform(size=shape) < flight.load
        place = np.where(taken, rng.uniform(size=shape), np.inf).argsort(axis=1).argsort(axis=1)
        at = flight.at_s + (place + 1) / per_s + draw(arrivals.walk, shape, rng)
        parts.append(np.where(taken & (at <= horizon_s), at, np.inf))
    if not parts:
        return np.empty((replications, 0))
    moments = np.sort(np.concatenate(parts, axis=1), axis=1)
    return moments[:, : int(np.isfinite(moments).sum(axis=1).max(initial=0))]


def _in_order(moments: Array, counts: NDArray[np.int64]) -> Array:
    beyond = np.arange(moments.shape[1])[None, :] >= counts[:, None]
    return np.sort(np.where(beyond, np.inf, moments), axis=1)
