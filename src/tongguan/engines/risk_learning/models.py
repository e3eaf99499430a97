"""A trained model: score, reasons, and its file (JSON; LightGBM's trees as LightGBM's text, nothing executable)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from tongguan.engines.problems import Text
from tongguan.engines.risk_learning.boosting import Unavailable, contributed, loaded, predicted
from tongguan.engines.risk_learning.calibrating import Calibration, chance_of, logit
from tongguan.engines.risk_learning.drifting import Bins
from tongguan.engines.risk_learning.encoding import KEYS, Rates
from tongguan.engines.risk_learning.excess import CATEGORIES, ExcessTable
from tongguan.engines.risk_learning.features import (
    FEATURES,
    TITLES,
    UNLOGGED,
    Matrix,
    Tables,
    known_now,
    known_of,
)
from tongguan.engines.risk_learning.frames import Floats, Frame, Row
from tongguan.engines.risk_learning.prices import GROUPS, PriceTable
from tongguan.engines.risk_learning.profiles import TERMS, Profile
from tongguan.engines.risk_learning.quotas import LEVELS
from tongguan.engines.risk_learning.stakes import Stake

FORM = "tongguan risk model 1"
MOST_BYTES = 64 << 20
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
    """A feature, the value it had, and its part of the log-odds against the average declaration."""

    feature: str
    value: float | None
    part: float

    @property
    def text(self) -> Text:
        """In words."""
        shown = _shown(self.feature, self.value)
        title = TITLES[self.feature]
        return Text(
            zh=f"{title.zh}：{shown.zh}（对数几率 {self.part:+.2f}）",
            en=f"{title.en}: {shown.en} (log-odds {self.part:+.2f})",
        )


def _shown(feature: str, value: float | None) -> Text:
    if value is None:
        return Text(zh="缺失", en="missing")
    if feature.endswith("_rate"):
        return Text(zh=f"{value:.1%}", en=f"{value:.1%}")
    if feature.endswith("_excess"):
        return Text(zh=f"{value:+.2f}", en=f"{value:+.2f}")
    if feature in GROUPS:
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
        matrix = known_now(frame, self.tables)
        chance = self.calibration.apply(self.raw(matrix))
        return chance, chance * self.stake.of(frame, matrix)

    def score_one(self, row: Row) -> Score:
        """The same of one row, without columns."""
        matrix = known_of(row, self.tables)
        chance = float(self.calibration.apply(self.raw(matrix))[0])
        return Score(chance, chance * self.stake.of_row(row, matrix))

    def reasons(self, row: Row, most: int = MOST_REASONS) -> tuple[ReasonPart, ...]:
        """What raised a row's probability most, strongest first."""
        matrix = known_of(row, self.tables)
        parts = self.profile.contributions(matrix)[0]
        if self.trees:
            parts = parts + contributed(self.trees, matrix)[0]
        order = np.argsort(-parts, kind="stable")[:most]
        return tuple(
            ReasonPart(
                FEATURES[n],
                None if np.isnan(matrix[0, n]) else float(matrix[0, n]),
                round(float(parts[n]), 4),
            )
            for n in order
            if parts[n] >= LEAST_CONTRIBUTION
        )


def raw_of(profile: Profile, trees: str, matrix: Matrix) -> Floats:
    """What the profile says, and what trees that were grown on its errors add to it in log-odds."""
    said = profile.raw(matrix)
    return chance_of(logit(said) + predicted(trees, matrix)) if trees else said


def dumps(model: Model) -> bytes:
    """The model's file."""
    tables = {
        "day": model.tables.day,
        "base": model.tables.base,
        "rates": {name: dict(each.sums) for name, each in model.tables.rates.items()},
        "prices": {name: dict(each.sums) for name, each in model.tables.prices.items()},
        "excess": {name: dict(each.sums) for name, each in model.tables.excess.items()},
    }
    told = {
        "form": FORM,
        "algorithm": model.algorithm,
        "scope": {name: list(starts) for name, starts in model.scope.items()},
        "facts": model.facts,
        "features": list(FEATURES),
        "tables": tables,
        "profile": asdict(model.profile),
        "trees": model.trees,
        "stake": asdict(model.stake),
        "calibration": asdict(model.calibration),
        "levels": model.levels,
        "revenue_levels": model.revenue_levels,
        "bins": {name: asdict(each) for name, each in model.bins.items()},
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(data: bytes) -> str:
    """A model file's SHA-256, by which the house names it."""
    return sha256(data).hexdigest()


def loads(data: bytes) -> Model:
    """A model from its file. ValueError, with the reason, for anything that is not one."""
    if len(data) > MOST_BYTES:
        raise ValueError(f"larger than {MOST_BYTES} bytes")
    try:
        given = json.loads(data)
        if given["form"] != FORM:
            raise ValueError(f"not a {FORM}")
        if tuple(given["features"]) != FEATURES:
            raise ValueError("trained with other features than this version has")
        model = _model(given)
    except (KeyError, TypeError, AttributeError, RecursionError, UnicodeDecodeError) as fault:
        raise ValueError(f"not a risk model: {type(fault).__name__} {fault}") from None
    _check(model)
    return model


def _model(given: Mapping[str, Any]) -> Model:
    tables, calibration, stake = given["tables"], given["calibration"], given["stake"]
    return Model(
        algorithm=given["algorithm"],
        scope={str(name): tuple(map(str, starts)) for name, starts in given["scope"].items()},
        tables=Tables(
            int(tables["day"]),
            float(tables["base"]),
            {name: Rates({key: (float(a), float(b)) for key, (a, b) in tables["rates"][name].items()}) for name in KEYS},
            {
                name: PriceTable({key: (float(a), float(b), float(c)) for key, (a, b, c) in tables["prices"][name].items()})
                for name in GROUPS
            },
            {
                name: ExcessTable({key: (float(a), float(b)) for key, (a, b) in tables["excess"][name].items()})
                for name in CATEGORIES
            },
        ),
        profile=Profile(
            tuple(map(float, given["profile"]["weights"])),
            tuple(map(float, given["profile"]["means"])),
            float(given["profile"]["shift"]),
        ),
        trees=str(given["trees"]),
        stake=Stake(
            {str(key): float(value) for key, value in stake["ratios"].items()},
            float(stake["ratio"]), float(stake["typical"]), str(stake["trees"]), float(stake["smear"]),
        ),
        calibration=Calibration(
            str(calibration["method"]),
            tuple((float(a), float(b)) for a, b in calibration["knots"]),
            float(calibration["slope"]),
        ),
        levels=tuple(map(float, given["levels"])),
        revenue_levels=tuple(map(float, given["revenue_levels"])),
        bins={str(k): Bins(tuple(v["edges"]), tuple(map(float, v["shares"]))) for k, v in given["bins"].items()},
        facts=dict(given["facts"]),
    )  # fmt: skip


def _check(model: Model) -> None:
    sizes = (len(model.levels), len(model.revenue_levels)) == (LEVELS + 1, LEVELS + 1)
    weights = len(model.profile.weights) == len(model.profile.means) == len(TERMS)
    if model.algorithm not in (PROFILE, BOOSTED) or not sizes or not weights or not model.calibration.knots:
        raise ValueError("a part of the model is missing")
    if (model.algorithm == BOOSTED) != bool(model.trees):
        raise ValueError("trees and algorithm do not fit")
    if not 0 < model.tables.base < 1 or model.calibration.slope <= 0:
        raise ValueError("a number of the model is out of bounds")


def runs_here(model: Model) -> bool:
    """Whether this process can score with it; False where LightGBM is missing. ValueError for broken trees."""
    try:
        for text in (model.trees, model.stake.trees):
            if text:
                loaded(text)
    except Unavailable:
        return False
    return True
