"""Features see the past only: against a slow count, and under changes of what comes later."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tongguan.engines.risk_learning import World, generate
from tongguan.engines.risk_learning.encoding import known_before
from tongguan.engines.risk_learning.features import (
    FEATURES,
    first_then,
    known_now,
    known_of,
    known_then,
    tables_of,
)
from tongguan.engines.risk_learning.profiles import fit_profile


def made(rows: int = 1500, seed: int = 3):
    return generate(World(rows=rows, days=60, importers=40, goods=20), seed).frame


def features(frame, profile):
    first = first_then(frame)
    return known_then(frame, first, profile.raw(first))


def test_sums_agree_with_a_slow_count():
    rng = np.random.default_rng(1)
    n = 300
    codes, day = rng.integers(0, 7, n), rng.integers(100, 160, n)
    resolved, seen = day + rng.integers(0, 9, n), rng.random(n) < 0.6
    label = rng.normal(size=n)
    sums, of = known_before(codes, day, resolved, label, seen, 20.0)
    for row in range(n):
        earlier = (codes == codes[row]) & seen & (resolved < day[row])
        weight = np.exp2(-(day[row] - resolved[earlier]) / 20.0)
        assert of[row] == pytest.approx(weight.sum())
        assert sums[row] == pytest.approx((weight * label[earlier]).sum())


def test_no_later_or_unresolved_outcome_changes_a_feature():
    frame = made()
    profile = fit_profile(first_then(frame), frame.finding.astype(float))
    day = int(np.median(frame.day))
    unknown = frame.resolved >= day
    turned = replace(frame, finding=np.where(unknown, ~frame.finding, frame.finding))
    before, after = features(frame, profile), features(turned, profile)
    early = frame.day <= day
    assert np.allclose(before[early], after[early], equal_nan=True, rtol=0, atol=1e-9)
    assert not np.allclose(before[~early], after[~early], equal_nan=True, atol=1e-3), "a change would be seen"


def test_unexamined_rows_teach_nothing():
    frame = made()
    blind = frame.rows(np.arange(frame.count))
    hidden = np.random.default_rng(2).random(frame.count) < 0.5
    blind = replace(blind, examined=~hidden)
    turned = replace(blind, finding=np.where(hidden, ~frame.finding, frame.finding))
    profile = fit_profile(first_then(frame), frame.finding.astype(float))
    found, other = features(blind, profile), features(turned, profile)
    assert np.allclose(found, other, equal_nan=True, rtol=0, atol=1e-9)


def test_stored_tables_continue_what_training_saw():
    """A row on the day after the end sees in tables what it would see in the order of time."""
    frame = made()
    profile = fit_profile(first_then(frame), frame.finding.astype(float))
    last = frame.day == frame.day.max()
    past = frame.rows(~last)
    past = replace(past, resolved=np.minimum(past.resolved, past.day.max()))
    whole = replace(frame, resolved=np.where(last, frame.day + 1, np.minimum(frame.resolved, past.day.max())))
    then = features(whole, profile)[last]
    tables = tables_of(past, int(frame.day.max()), profile.raw(first_then(past)))
    now = known_now(frame.rows(last), tables)
    assert np.allclose(then, now, equal_nan=True, atol=2e-5)


def test_one_row_alone_has_the_features_of_its_batch():
    frame = made()
    profile = fit_profile(first_then(frame), frame.finding.astype(float))
    tables = tables_of(frame, int(frame.day.max()) + 1, profile.raw(first_then(frame)))
    some = frame.rows(np.arange(0, frame.count, 50))
    batch = known_now(some, tables)
    assert batch.shape == (some.count, len(FEATURES))
    for number in range(some.count):
        alone = known_of(some.row(number), tables)[0]
        assert np.allclose(alone, batch[number], equal_nan=True, rtol=1e-12)


def test_a_row_of_nothing_has_features_too():
    frame = made()
    profile = fit_profile(first_then(frame), frame.finding.astype(float))
    tables = tables_of(frame, int(frame.day.max()) + 1, profile.raw(first_then(frame)))
    assert known_of({}, tables).shape == (1, len(FEATURES))
