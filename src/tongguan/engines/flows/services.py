"""Service times drawn from their distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tongguan.engines.flows.scenario import Service, Shape

Array = NDArray[np.float64]


def draw(service: Service, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """So many service times in seconds, never negative, with the mean and variation of the distribution."""
    mean = service.mean_s
    if service.shape is Shape.EXPONENTIAL:
        return rng.exponential(mean, shape)
    if service.shape is Shape.FIXED or service.cv <= 0 or mean <= 0:
        return np.full(shape, mean, dtype=np.float64)
    if service.shape is Shape.GAMMA:
        order = 1 / service.cv**2
        return rng.gamma(order, mean / order, shape)
    spread = math.sqrt(math.log1p(service.cv**2))
    return rng.lognormal(math.log(mean) - spread**2 / 2, spread, shape)


def variation(service: Service) -> float:
    """The standard deviation over the mean."""
    if service.shape is Shape.EXPONENTIAL:
        return 1.0
    return 0.0 if service.shape is Shape.FIXED else service.cv
