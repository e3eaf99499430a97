"""Whether declarations still look as they did in training: the population stability index, feature by feature.

PSI = Σ (now − then) ln(now ÷ then) over bins; below 0.1 is commonly called stable, above 0.25 a shift (N. Siddiqi,
Credit Risk Scorecards, 2006). Numbers are binned by the deciles of training, texts by their commonest values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tongguan.engines.risk_learning.frames import NUMBERS, TEXTS, Frame

COMMONEST = 20
LEAST_SHARE = 1e-3
REST = "\x1e"


@dataclass(frozen=True, slots=True)
class Bins:
    """One feature in training: edges of numbers or values of text, and each bin's share (the last: missing/rest)."""

    edges: tuple[Any, ...]
    shares: tuple[float, ...]


def bins_of(frame: Frame) -> dict[str, Bins]:
    """The features of training rows in bins."""
    found = {}
    for name in NUMBERS:
        column = frame.numbers[name]
        seen = column[~np.isnan(column)]
        edges = np.unique(np.quantile(seen, np.linspace(0.1, 0.9, 9))) if len(seen) else np.array([])
        found[name] = _filled(frame, name, tuple(float(f"{each:.9g}") for each in edges))
    for name in TEXTS:
        values, counts = np.unique(frame.text[name], return_counts=True)
        common = values[np.argsort(-counts, kind="stable")[:COMMONEST]]
        found[name] = _filled(frame, name, tuple(str(each) for each in common))
    return found


def _filled(frame: Frame, name: str, edges: tuple[Any, ...]) -> Bins:
    return Bins(edges, tuple(round(each, 9) for each in _shares(frame, name, edges)))


def _shares(frame: Frame, name: str, edges: Sequence[Any]) -> list[float]:
    if name in NUMBERS:
        column = frame.numbers[name]
        place = np.where(np.isnan(column), len(edges) + 1, np.searchsorted(np.array(edges), column, "right"))
        counts = np.bincount(place.astype(int), minlength=len(edges) + 2)
    else:
        known = {value: number for number, value in enumerate(edges)}
        place = np.array([known.get(str(each), len(edges)) for each in frame.text[name]], dtype=int)
        counts = np.bincount(place, minlength=len(edges) + 1)
    return [float(each) for each in counts / max(1, frame.count)]


def stability(bins: Mapping[str, Bins], now: Frame) -> dict[str, float]:
    """Each feature's index for the rows of now against training."""
    found = {}
    for name, kept in bins.items():
        then = np.maximum(np.array(kept.shares), LEAST_SHARE)
        here = np.maximum(np.array(_shares(now, name, kept.edges)), LEAST_SHARE)
        found[name] = float(((here - then) * np.log(here / then)).sum())
    return found
