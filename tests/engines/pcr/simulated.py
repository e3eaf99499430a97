"""Curves of fluorescence with a known truth: exponential growth that saturates, on a drifting, noisy baseline."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

CYCLES = 45
Floats = npt.NDArray[np.float64]


def growth(ct: float, efficiency: float = 1.95, plateau: float = 3.0, threshold: float = 0.2) -> Floats:
    """A noise-free curve above its baseline that crosses `threshold` exactly at cycle `ct` (cycles count from 1)."""
    cycles = np.arange(1, CYCLES + 1)
    # Logistic in the cycle: near the start it grows by `efficiency` a cycle.
    shape = np.log(efficiency)
    middle = ct + np.log(plateau / threshold - 1) / shape
    return plateau / (1 + np.exp(-shape * (cycles - middle)))


def curve(
    rng: np.random.Generator, ct: float | None, *, noise: float = 0.01, drift: float = 0.002, **given: float
) -> Floats:
    """A measured curve; without `ct` nothing grows."""
    cycles = np.arange(1, CYCLES + 1)
    level = rng.uniform(0.5, 2.0) + rng.uniform(-drift, drift) * cycles
    level[:2] += rng.normal(0, 0.05, 2)
    return level + rng.normal(0, noise, CYCLES) + (growth(ct, **given) if ct is not None else 0.0)
