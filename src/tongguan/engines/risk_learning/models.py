"""A trained model: scores one by one and in columns, and the reasons of a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tongguan.engines.problems import Text
from tongguan.engines.risk_learning.boosting import Unavailable, contributed, loaded, predicted
from tongguan.engines.risk_learning.calibrating import Calibration, chance_of
from tongguan.engines.risk_learning.categories import KEYS, key_of
from tongguan.engines.risk_learning.drifting import Bins
from tongguan.engines.risk_learning.features import (
    EFFECTS,
    FEATURES,
    PLACE,
    PLACES,
    TITLES,
    UNLOGGED,
    Matrix,
    Tables,
    known_now,
    known_of,
)
from tongguan.engines.risk_learning.frames import Floats, Frame, Row
from tongguan.engines.risk_learning.profiles import Profile
from tongguan.engines.risk_learning.stakes import Stake

PROFILE, BOOSTED = "profile", "lightgbm"
MOST_REASONS = 3
LEAST_CONTRIBUTION = 0.05


@dataclass(frozen=True, slots=True)
class Score:
    """The calibrated probability of a finding, and the revenue to expect of an examination (CNY)."""

    probability: float
    revenue: float


@dataclass(frozen=True, slots=True)
class ReasonPart:
    """A feature, the value it had, and its part of the log-odds against the average declaration; of a category also
    its past (outcomes, findings)."""

    feature: str
    value: float | None
    part: float
    past: tuple[int, int] | None = None

    @property
    def text(self) -> Text:
        """In words."""
        shown = _past(*self.past) if self.past else _shown(self.feature, self.value)
        title = TITLES[self.feature]
        return Text(
            zh=f"{title.zh}：{shown.zh}（对数几率 {self.part:+.2f}）",
            en=f"{title.en}: {shown.en} (log-odds {self.part:+.2f})",
        )


def _shown(feature: str, value: float | None) -> Text:
    if value is None:
        return Text(zh="缺失", en="missing")
    if feature == PLACE:
        side = ("低于", "below") if value < 0 else ("高于", "above")
        return Text(
            zh=f"{side[0]}均值 {abs(value):.1f} 个标准差", en=f"{abs(value):.1f} spreads {side[1]} the mean"
        )
    plain = value if feature in UNLOGGED else float(np.expm1(value))
    return Text(zh=f"{plain:,.4g}", en=f"{plain:,.4g}")


@dataclass(frozen=True)
class Model:
    """Everything a score needs. `facts`: name, scope, data hash, code version, windows, metrics (plain JSON);
    `levels` and `revenue_levels`: thousandths of the scores in the last window, for thresholds."""

    algorithm: str
    scope: Mapping[str, tuple[str, ...]]
    tables: Tables
    profile: Profile
    trees: str
    stake: Stake
    calibration: Calibration
    levels: tuple[float, ...]
    revenue_levels: tuple[float, ...]
    bins: Mapping[str, Bins]
    facts: Mapping[str, Any]

    def raw(self, matrix: Matrix) -> Floats:
        """Uncalibrated probabilities. Unavailable where the model needs LightGBM and there is none."""
        return raw_of(self.profile, self.trees, matrix)

    def score(self, frame: Frame) -> tuple[Floats, Floats]:
        """(probability, expected revenue) of each row."""
        matrix = known_now(frame, self.tables, self.profile)
        chance = self.calibration.apply(self.raw(matrix))
        return chance, chance * self.stake.of(frame, matrix)

    def score_one(self, row: Row) -> Score:
        """The same of one row, without columns."""
        matrix = known_of(row, self.tables, self.profile)
        chance = float(self.calibration.apply(self.raw(matrix))[0])
        return Score(chance, chance * self.stake.of_row(row, matrix))

    def reasons(self, row: Row, most: int = MOST_REASONS) -> tuple[ReasonPart, ...]:
        """What raised a row's probability most, strongest first."""
        matrix = known_of(row, self.tables, self.profile)
        parts = parts_of(self.profile, matrix)[0]
        if self.trees:
            parts = parts + contributed(self.trees, matrix)[0]
        order = np.argsort(-parts, kind="stable")[:most]
        return tuple(
            ReasonPart(
                FEATURES[n],
                None if np.isnan(matrix[0, n]) else float(matrix[0, n]),
                round(float(parts[n]), 4),
                self._past(row, FEATURES[n]),
            )
            for n in order
            if parts[n] >= LEAST_CONTRIBUTION
        )

    def _past(self, row: Row, feature: str) -> tuple[int, int] | None:
        if feature not in EFFECTS:
            return None
        name = feature.removesuffix("_effect")
        of, good = self.tables.effects[name].of(key_of(row, KEYS[name]))[-2:]
        return int(of), int(good)


def _past(of: int, good: int) -> Text:
    return Text(zh=f"以往查验 {of} 票，查获 {good} 票", en=f"{good} findings in {of} past examinations")


def raw_of(profile: Profile, trees: str, matrix: Matrix) -> Floats:
    """What the profile says, and what trees that were grown on its errors add to it in log-odds."""
    said = profile.plain(matrix[:, PLACES[PLACE]]) + matrix[:, : len(EFFECTS)].sum(axis=1)
    return chance_of(said + predicted(trees, matrix) if trees else said)


def parts_of(profile: Profile, matrix: Matrix) -> Matrix:
    """(rows × FEATURES) of the profile's log-odds against the average declaration."""
    found = np.zeros((len(matrix), len(FEATURES)))
    found[:, : len(EFFECTS)] = matrix[:, : len(EFFECTS)]
    found[:, PLACES[PLACE]] = profile.price_part(matrix[:, PLACES[PLACE]])
    return found - np.array(profile.means)


def with_means(profile: Profile, matrix: Matrix) -> Profile:
    """The same, knowing what each feature says of the average of some declarations."""
    return replace(profile, means=tuple(parts_of(profile, matrix).mean(axis=0).tolist()))


def runs_here(model: Model) -> bool:
    """Whether this process can score with it; False where LightGBM is missing. ValueError for broken trees."""
    try:
        for text in (model.trees, model.stake.trees):
            if text:
                loaded(text)
    except Unavailable:
        return False
    return True
