"""AUC, first per cents, calibration, stability and quotas against slow or exact counts."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.risk_learning import (
    Thresholds,
    World,
    auc,
    calibration_error,
    chance_by,
    evaluate,
    generate,
    level_at,
    levels_of,
    reached,
    stability,
)
from tongguan.engines.risk_learning.calibrating import calibrate, chance_of, pooled
from tongguan.engines.risk_learning.drifting import bins_of

SCORES = st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.integers(1, 4)), min_size=1, max_size=25)


@given(SCORES)
def test_auc_is_the_share_of_pairs_in_order(rows):
    score, good, weight = (np.array(column) for column in zip(*rows, strict=True))
    right = total = 0.0
    for (a, yes, w), (b, no, v) in product(rows, rows):
        if yes and not no:
            total += w * v
            right += w * v * (1.0 if a > b else 0.5 if a == b else 0.0)
    expected = right / total if total else 0.5
    assert auc(score.astype(float), good, weight.astype(float)) == pytest.approx(expected)


def test_first_per_cents_by_hand():
    n = 1000
    score, finding = np.arange(n, 0, -1.0), np.zeros(n, dtype=bool)
    finding[[0, 1, 2, 30, 70, 500, 600, 700, 800, 900]] = True
    found = evaluate(score, finding, finding * 10.0)
    assert [round(each.precision.value, 6) for each in found.at] == [0.3, 0.15, 0.08, 0.05]
    assert [round(each.recall.value, 6) for each in found.at] == [0.3, 0.3, 0.4, 0.5]
    assert [round(each.revenue.value, 6) for each in found.at] == [0.3, 0.3, 0.4, 0.5]
    assert found.base_rate == pytest.approx(0.01)


def test_weights_speak_for_the_unexamined():
    """Figures from a sample with known chances are near those of everything, and the plain ones are not."""
    rng = np.random.default_rng(4)
    p = rng.beta(0.4, 6, 60_000)
    finding = rng.random(60_000) < p
    inclusion = np.clip(0.1 + 3 * p, 0, 1)
    seen = rng.random(60_000) < inclusion
    whole = evaluate(p, finding, finding * 1.0)
    weighed = evaluate(p[seen], finding[seen], finding[seen] * 1.0, 1 / inclusion[seen])
    assert weighed.base_rate == pytest.approx(whole.base_rate, rel=0.05)
    assert weighed.at[2].precision.value == pytest.approx(whole.at[2].precision.value, rel=0.08)
    assert finding[seen].mean() > 1.5 * whole.base_rate


@pytest.mark.parametrize("count", [4_000, 40_000], ids=["platt", "isotonic"])
def test_calibration_mends_a_bent_score_and_keeps_its_order(count):
    rng = np.random.default_rng(7)
    p = rng.beta(0.6, 9, count)
    raw, y = p**0.5, (rng.random(count) < p).astype(float)
    half = count // 2
    made = calibrate(raw[:half], y[:half], np.ones(half))
    said = made.apply(raw[half:])
    before = calibration_error(raw[half:], y[half:], np.ones(count - half))
    after = calibration_error(said, y[half:], np.ones(count - half))
    assert after.expected < 0.25 * before.expected
    assert after.low < 1 < after.high
    assert before.high < 0.7
    order = np.argsort(raw[half:])
    assert (np.diff(said[order]) >= 0).all()
    assert len(np.unique(said)) > 0.95 * len(np.unique(raw[half:])), "no ties that the score did not have"


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.5, 3)), min_size=1, max_size=30))
def test_pooled_blocks_rise_and_keep_the_total(rows):
    y, weight = (np.array(column) for column in zip(*rows, strict=True))
    _centres, rates = pooled(np.arange(len(y), dtype=float), y, weight)
    assert (np.diff(rates) > -1e-12).all()


def test_log_odds_do_not_overflow():
    assert np.isfinite(chance_of(np.array([-1e9, 0.0, 1e9]))).all()


def test_stability_is_small_on_the_same_world_and_large_on_a_shifted_one():
    made = generate(World(rows=8_000, days=100, importers=50), 2).frame
    half = np.arange(made.count) % 2 == 0
    bins = bins_of(made.rows(half))
    same = stability(bins, made.rows(~half))
    assert max(same.values()) < 0.05
    moved = made.rows(~half)
    moved.numbers["price"][:] = moved.numbers["price"] * 5
    moved.numbers["net_share"][: moved.count // 2] = np.nan
    shifted = stability(bins, moved)
    assert shifted["price"] > 0.25
    assert shifted["net_share"] > 0.25
    assert shifted["mass_kg"] < 0.05


def test_two_quotas_by_probability_and_by_revenue():
    rng = np.random.default_rng(1)
    p, money = rng.random(10_000), rng.lognormal(8, 2, 10_000)
    at = Thresholds(level_at(levels_of(p), 0.03), level_at(levels_of(p * money), 0.02))
    quotas = [reached(a, a * b, at) for a, b in zip(p.tolist(), money.tolist(), strict=True)]
    assert np.mean(["probability" in each for each in quotas]) == pytest.approx(0.03, abs=0.002)
    assert np.mean(["revenue" in each for each in quotas]) == pytest.approx(0.02, abs=0.002)
    chances = {"probability": 0.8, "revenue": 0.5}
    assert [chance_by(each, chances) for each in ((), ("revenue",), ("probability", "revenue"))] == [
        0,
        0.5,
        0.8,
    ]
    assert level_at(levels_of(p), 0) == float("inf")
