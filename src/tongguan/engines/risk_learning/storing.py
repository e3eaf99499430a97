"""A model's file: JSON, with LightGBM's trees in LightGBM's own text. Nothing in it is executable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from math import isfinite
from typing import Any

from tongguan.engines.risk_learning.calibrating import Calibration
from tongguan.engines.risk_learning.categories import KEYS
from tongguan.engines.risk_learning.drifting import Bins
from tongguan.engines.risk_learning.effects import ANCHORS, EffectTable
from tongguan.engines.risk_learning.features import FEATURES, Tables
from tongguan.engines.risk_learning.models import BOOSTED, PROFILE, Model
from tongguan.engines.risk_learning.prices import PriceTable
from tongguan.engines.risk_learning.profiles import TERMS, Profile
from tongguan.engines.risk_learning.quotas import LEVELS
from tongguan.engines.risk_learning.stakes import Stake

FORM = "tongguan risk model 2"
MOST_BYTES = 64 << 20


def dumps(model: Model) -> bytes:
    """The model's file."""
    tables = {
        "day": model.tables.day,
        "prices": asdict(model.tables.prices),
        "effects": {name: asdict(each) for name, each in model.tables.effects.items()},
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
    prices, effects = tables["prices"], tables["effects"]
    return Model(
        algorithm=given["algorithm"],
        scope={str(name): tuple(map(str, starts)) for name, starts in given["scope"].items()},
        tables=Tables(
            int(tables["day"]),
            PriceTable(_tuples(prices["goods"]), _floats(prices["origin"]), _floats(prices["pair"])),
            {name: EffectTable(tuple(map(float, effects[name]["unknown"])), _tuples(effects[name]["known"]))
             for name in KEYS},
        ),
        profile=Profile(
            tuple(map(float, given["profile"]["weights"])),
            float(given["profile"]["shift"]),
            tuple(map(float, given["profile"]["means"])),
        ),
        trees=str(given["trees"]),
        stake=Stake(
            _floats(stake["ratios"]),
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
    weights = (len(model.profile.weights), len(model.profile.means)) == (TERMS, len(FEATURES))
    wide = len(ANCHORS)
    shaped = all(
        len(each.unknown) == wide and all(len(row) == wide + 2 for row in each.known.values())
        for each in model.tables.effects.values()
    ) and all(len(row) == 2 for row in model.tables.prices.goods.values())
    whole = sizes and weights and shaped and bool(model.calibration.knots)
    if model.algorithm not in (PROFILE, BOOSTED) or not whole:
        raise ValueError("a part of the model is missing")
    if (model.algorithm == BOOSTED) != bool(model.trees):
        raise ValueError("trees and algorithm do not fit")
    spreads = min((spread for _centre, spread in model.tables.prices.goods.values()), default=1.0)
    if not isfinite(model.profile.shift) or model.calibration.slope <= 0 or not spreads > 0:
        raise ValueError("a number of the model is out of bounds")


def _tuples(given: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key): tuple(map(float, values)) for key, values in given.items()}


def _floats(given: Mapping[str, Any]) -> dict[str, float]:
    return {str(key): float(value) for key, value in given.items()}
