"""From declarations to a model: windows in order of time, gates first, calibration on what the model never saw.

Three windows: the model learns from the first (after a burn-in in which rates are only counted), stops and is
calibrated on the second, and is judged on the third. The tables of past rates that it scores with afterwards hold
everything that was known at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from tongguan.engines.problems import Text
from tongguan.engines.risk_learning import gates
from tongguan.engines.risk_learning.boosting import fit_trees, predicted
from tongguan.engines.risk_learning.calibrating import Calibration, calibrate, calibration_error, chance_of
from tongguan.engines.risk_learning.drifting import bins_of
from tongguan.engines.risk_learning.evaluating import SHARES, auc, evaluate
from tongguan.engines.risk_learning.features import Matrix, Tables
from tongguan.engines.risk_learning.frames import Flags, Floats, Frame, Scope, rows_in_scope
from tongguan.engines.risk_learning.gates import Gate
from tongguan.engines.risk_learning.learning import learn
from tongguan.engines.risk_learning.models import BOOSTED, PROFILE, Model, with_means
from tongguan.engines.risk_learning.profiles import Profile
from tongguan.engines.risk_learning.quotas import levels_of
from tongguan.engines.risk_learning.stakes import ratios_of, with_trees

BURN_IN, LEARN, CALIBRATE = 0.15, 0.70, 0.85
FEWEST_OUTCOMES, FEWEST_FINDINGS = 1_000, 60
MOST_WEIGHT = 50.0


@dataclass(frozen=True, slots=True)
class Settings:
    """`without_random_arm`: go on with labels as they are, said in the facts; `drop_twins`: leave out later rows that
    repeat earlier ones; `gate_permuted`: train once more on shuffled outcomes."""

    name: str
    algorithm: str = BOOSTED
    scope: Scope | None = None
    without_random_arm: bool = False
    drop_twins: bool = False
    gate_permuted: bool = True
    seed: int = 1


class TooFew(Exception):
    """Not enough outcomes to learn from; the message says how many there are."""


@dataclass(frozen=True)
class _Fit:
    profile: Profile
    trees: str
    calibration: Calibration
    matrix: Matrix
    tables: Tables
    raw: Floats


def train(frame: Frame, settings: Settings, facts: Mapping[str, Any]) -> Model:
    """A model of the rows in scope. `facts` (data hash, code version, origin) go into it with the metrics.

    Raises GateFailed, TooFew, and Unavailable where `lightgbm` is wanted and missing.
    """
    frame = frame.rows(rows_in_scope(frame, settings.scope or {}))
    seen = frame.examined
    if seen.sum() < FEWEST_OUTCOMES or (seen & frame.finding).sum() < FEWEST_FINDINGS:
        raise TooFew(
            f"{int(seen.sum())} outcomes with {int((seen & frame.finding).sum())} findings; "
            f"at least {FEWEST_OUTCOMES} and {FEWEST_FINDINGS} are needed"
        )
    passed = [] if settings.without_random_arm else [gates.require(gates.has_random_arm(frame))]
    edges = [float(np.quantile(frame.day[seen], at)) for at in (BURN_IN, LEARN, CALIBRATE)]
    place = np.digitize(frame.day, edges)
    earlier, last = frame.rows(place < 3), place == 3
    if settings.drop_twins:
        last[np.flatnonzero(last)[gates.twins(earlier, frame.rows(last))]] = False
    passed.append(gates.require(gates.no_twins(earlier, frame.rows(last))))
    fit = _fitted(frame, place, settings.algorithm)
    judged = last & seen
    said = fit.calibration.apply(fit.raw)
    weight = _weights(frame)
    found = evaluate(said[judged], frame.finding[judged], frame.revenue[judged], weight[judged])
    table = gates.lookup_scores(earlier, frame.rows(judged))
    lookup = evaluate(table, frame.finding[judged], frame.revenue[judged], weight[judged])
    five = SHARES.index(0.05)
    passed.append(
        gates.require(
            gates.lookup_does_not_win(found.at[five].precision.value, lookup.at[five].precision.value)
        )
    )
    if settings.gate_permuted:
        passed.append(gates.require(_permuted(frame, place, settings)))
    stake = ratios_of(frame)
    if settings.algorithm == BOOSTED:
        windows = [(fit.matrix[place == n], frame.rows(place == n)) for n in (1, 2)]
        stake = with_trees(stake, windows[0], windows[1])
    metrics = {
        "evaluation": found.told(),
        "calibration": _calibration(said[judged], frame, judged, weight),
        "lookup_precision_at_5": lookup.at[five].precision.value,
        "gates": [{"code": g.code, "seen": g.seen, "zh": g.text.zh, "en": g.text.en} for g in passed],
    }
    return Model(
        algorithm=settings.algorithm,
        scope={name: tuple(starts) for name, starts in (settings.scope or {}).items()},
        tables=fit.tables,
        profile=fit.profile,
        trees=fit.trees,
        stake=stake,
        calibration=fit.calibration,
        levels=levels_of(said[last]),
        revenue_levels=levels_of(said[last] * stake.of(frame.rows(last), fit.matrix[last])),
        bins=bins_of(frame),
        facts={
            **facts,
            "name": settings.name,
            "outcomes": int(seen.sum()),
            "findings": int((seen & frame.finding).sum()),
            "at_random": int((seen & frame.at_random).sum()),
            "random_arm": not settings.without_random_arm,
            "first_day": _day(frame.day.min()),
            "last_day": _day(frame.day.max()),
            "metrics": metrics,
        },
    )


def _fitted(frame: Frame, place: Any, algorithm: str) -> _Fit:
    windows = [(place == number) & frame.examined for number in range(3)]
    if not all(frame.finding[window].any() for window in windows):
        raise TooFew("a window of time holds no finding")
    _burnt, grown, held = windows
    label = frame.finding.astype(float)
    known = learn(frame, int(frame.day[place > 0].min()))
    matrix, said, trees = known.matrix, known.said, ""
    if algorithm == BOOSTED:
        rows = [(matrix[window], label[window], said[window]) for window in (grown, held)]
        trees = fit_trees("binary", rows[0], rows[1])
        said = said + predicted(trees, matrix)
    raw = chance_of(said)
    calibration = calibrate(raw[held], label[held], _weights(frame)[held])
    return _Fit(with_means(known.profile, matrix[grown]), trees, calibration, matrix, known.tables, raw)


def _permuted(frame: Frame, place: Any, settings: Settings) -> Gate:
    """The same steps on shuffled outcomes."""
    shuffled = gates.permuted(frame, settings.seed)
    try:
        fit = _fitted(shuffled, place, settings.algorithm)
    except TooFew:
        return Gate(
            "permuted", True, 0.5, Text(zh="打乱标签后无可学习", en="nothing to learn with permuted labels")
        )
    judged = (place == 3) & shuffled.examined
    good = shuffled.finding[judged]
    return gates.finds_nothing_in_noise(auc(fit.raw[judged], good), int(good.sum()), int((~good).sum()))


def _weights(frame: Frame) -> Floats:
    """How many declarations each examined row speaks for; at most `MOST_WEIGHT`."""
    with np.errstate(divide="ignore"):
        return np.where(frame.inclusion > 0, np.minimum(1 / frame.inclusion, MOST_WEIGHT), 1.0)


def _calibration(said: Floats, frame: Frame, judged: Flags, weight: Floats) -> dict[str, float]:
    error = calibration_error(said, frame.finding[judged].astype(float), weight[judged])
    return {"expected_error": error.expected, "ratio": error.ratio, "low": error.low, "high": error.high}


def _day(ordinal: Any) -> str:
    return date.fromordinal(int(ordinal)).isoformat()


ALGORITHMS = (BOOSTED, PROFILE)
