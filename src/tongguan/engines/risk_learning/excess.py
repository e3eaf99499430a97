"""What a category shows beyond what is explained already: a second look at past outcomes.

A firm that trades in risky goods has a high rate without being risky itself. Its excess is one Newton step of its own
effect in log-odds, Σ (y − p) ÷ (Σ p (1 − p) + `PRIOR`), p being what the profile of past rates said of each outcome
*before* that outcome was known; a ridge of a crossed random effect (N. Breslow, D. Clayton, JASA 88, 1993). In the
order of time, like the rates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tongguan.engines.risk_learning.encoding import HALF_LIFE_DAYS, KEYS, key_of, keys_of, known_before
from tongguan.engines.risk_learning.frames import Floats, Frame, Row

PRIOR = 1.0
CATEGORIES = ("importer", "declarant", "importer_goods", "goods", "origin", "goods_origin")


@dataclass(frozen=True, slots=True)
class ExcessTable:
    """For each key: (Σ (y − p), Σ p (1 − p)), both with the weights of time."""

    sums: Mapping[str, tuple[float, float]]

    def of(self, key: str) -> float:
        """The excess in log-odds; 0 for what was never examined."""
        over, spread = self.sums.get(key, (0.0, 0.0))
        return over / (spread + PRIOR)


def excess_then(frame: Frame, said: Floats) -> dict[str, Floats]:
    """Each row's excesses as known on the eve of its day; `said`: what was said of each row, known then likewise."""
    found = {}
    for name in CATEGORIES:
        _keys, place = np.unique(keys_of(frame, KEYS[name]), return_inverse=True)
        codes = place.astype(np.int64)
        over, _of = known_before(codes, frame.day, frame.resolved, frame.finding - said, frame.examined)
        spread, _of = known_before(codes, frame.day, frame.resolved, said * (1 - said), frame.examined)
        found[name] = over / (spread + PRIOR)
    return found


def excess_tables(frame: Frame, said: Floats, day: int) -> dict[str, ExcessTable]:
    """The sums as they stand on a day."""
    seen = frame.examined & (frame.resolved < day)
    weight = np.exp2(-(day - frame.resolved[seen]) / HALF_LIFE_DAYS)
    over = weight * (frame.finding[seen] - said[seen])
    spread = weight * said[seen] * (1 - said[seen])
    found = {}
    for name in CATEGORIES:
        keys, codes = np.unique(keys_of(frame, KEYS[name])[seen], return_inverse=True)
        a, b = (np.bincount(codes, weights=each, minlength=len(keys)) for each in (over, spread))
        pairs = zip(keys, a, b, strict=True)
        found[name] = ExcessTable({str(key): (round(float(x), 6), round(float(y), 6)) for key, x, y in pairs})
    return found


def excess_now(frame: Frame, tables: Mapping[str, ExcessTable]) -> dict[str, Floats]:
    """Many rows against stored tables."""
    found = {}
    for name in CATEGORIES:
        keys, codes = np.unique(keys_of(frame, KEYS[name]), return_inverse=True)
        found[name] = np.array([tables[name].of(str(key)) for key in keys], dtype=float)[codes]
    return found


def excess_of(row: Row, tables: Mapping[str, ExcessTable]) -> dict[str, float]:
    """One row against stored tables."""
    return {name: tables[name].of(key_of(row, KEYS[name])) for name in CATEGORIES}
