"""Two names → how likely they are of one person, from 0 to 1, and why."""

from __future__ import annotations

import math
from functools import cache
from operator import mul
from typing import NamedTuple

from tongguan.engines.problems import Text
from tongguan.engines.screening.names.aligning import Alignment, align
from tongguan.engines.screening.names.features import FEATURES, features_of
from tongguan.engines.screening.names.lexicon import table
from tongguan.engines.screening.names.name import Name, parse_name
from tongguan.engines.screening.names.wording import reasons_of

LIKELY = 0.5
"""A score from which the names are taken for one person's."""


class Comparison(NamedTuple):
    """`score` is the probability learned on labelled pairs; `alignment` shows what stands for what."""

    score: float
    alignment: Alignment

    @property
    def reasons(self) -> list[Text]:
        """In words, the weightiest first."""
        return reasons_of(self.alignment)


@cache
def weights() -> tuple[float, ...]:
    """Of each feature, in the order of `FEATURES`; learned, see docs/algorithms/screening.md."""
    held = {row["feature"]: float(row["weight"]) for row in table("weights.csv")}
    return tuple(held[feature] for feature in FEATURES)


def log_odds_of_the_best_name(deficit: float = 0.0) -> float:
    """No two names have higher log odds, whose worst pair is that unlike: all that speaks for them, no more against."""
    held = dict(zip(FEATURES, weights(), strict=True))
    out = sum(weight for weight in held.values() if weight > 0)
    if deficit > 0.0:
        out += held["worst"] * deficit + held["worst_beyond_quarter"] * max(0.0, deficit - 0.25)
        out -= max(0.0, held["identical"])
    return out


def compare_names(left: str | Name, right: str | Name) -> Comparison:
    """Symmetric. A name without any part is like nothing: 0. Any text may be given."""
    ours = parse_name(left) if isinstance(left, str) else left
    theirs = parse_name(right) if isinstance(right, str) else right
    found = align(ours, theirs)
    if not ours.parts or not theirs.parts:
        return Comparison(0.0, found)
    log_odds = sum(map(mul, weights(), features_of(found)))
    return Comparison(1.0 / (1.0 + math.exp(-log_odds)), found)
