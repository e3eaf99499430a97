"""Features see the past only, under changes of what comes later; stored tables say what training saw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tongguan.engines.risk_learning import World, generate
from tongguan.engines.risk_learning.features import EFFECTS, FEATURES, PLACE, PLACES, known_now, known_of
from tongguan.engines.risk_learning.frames import number
from tongguan.engines.risk_learning.learning import learn


def made(rows: int = 4000, seed: int = 3):
    return generate(World(rows=rows, days=120, importers=40, goods=20, base=-2.5), seed).frame


def first_day(frame) -> int:
    return int(np.quantile(frame.day, 0.15))


def test_no_later_or_unresolved_outcome_changes_a_feature():
    frame = made()
    day = int(np.median(frame.day))
    unknown = frame.resolved >= day
    turned = replace(frame, finding=np.where(unknown, ~frame.finding, frame.finding))
    before, after = learn(frame, first_day(frame)), learn(turned, first_day(frame))
    early = (frame.day <= day) & (frame.day >= first_day(frame))
    for one, other in ((before.matrix, after.matrix), (before.said, after.said)):
        assert np.array_equal(one[early], other[early], equal_nan=True)
    late = frame.day > day
    assert not np.allclose(before.said[late], after.said[late], atol=1e-2), "a change would be seen"


def test_no_later_price_changes_a_feature():
    frame = made()
    day = int(np.median(frame.day))
    dearer = np.where(frame.day > day, 2.0, 1.0) * frame.numbers["price_per_kg"]
    turned = replace(frame, numbers={**frame.numbers, "price_per_kg": dearer})
    early = (frame.day <= day) & (frame.day >= first_day(frame))
    before, after = learn(frame, first_day(frame)), learn(turned, first_day(frame))
    assert np.array_equal(before.matrix[early], after.matrix[early], equal_nan=True)
    late = frame.day > day
    assert not np.allclose(before.matrix[late, PLACES[PLACE]], after.matrix[late, PLACES[PLACE]], atol=0.5)


def test_unexamined_rows_teach_nothing():
    frame = made()
    hidden = np.random.default_rng(2).random(frame.count) < 0.5
    blind = replace(frame, examined=~hidden)
    turned = replace(blind, finding=np.where(hidden, ~frame.finding, frame.finding))
    found, other = learn(blind, first_day(frame)), learn(turned, first_day(frame))
    assert np.array_equal(found.matrix, other.matrix, equal_nan=True)
    assert found.tables == other.tables


def test_stored_tables_say_what_a_stretch_would_see():
    """What the tables of the end say of rows equals what those rows would have been told as the next stretch."""
    frame = made()
    end = int(np.quantile(frame.day, 0.8))
    past, later = frame.rows(frame.day < end), frame.day >= end
    known = learn(replace(past, resolved=np.minimum(past.resolved, end - 1)), first_day(frame))
    now = known_now(frame.rows(later), known.tables, known.profile)
    assert not np.isnan(now[:, : len(EFFECTS)]).any()
    total = known.profile.plain(now[:, PLACES[PLACE]]) + now[:, : len(EFFECTS)].sum(axis=1)
    later_finding = frame.finding[later]
    assert total[later_finding].mean() > total[~later_finding].mean() + 0.5, "they tell findings apart"


def test_one_row_alone_has_the_features_of_its_batch():
    frame = made()
    known = learn(frame, first_day(frame))
    some = frame.rows(np.arange(0, frame.count, 50))
    batch = known_now(some, known.tables, known.profile)
    assert batch.shape == (some.count, len(FEATURES))
    for place in range(some.count):
        alone = known_of(some.row(place), known.tables, known.profile)[0]
        assert np.allclose(alone, batch[place], equal_nan=True, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("price", [None, 0.0, -1.0, float("nan"), 1e300])
def test_a_row_of_hardly_anything_has_features_too(price):
    frame = made()
    known = learn(frame, first_day(frame))
    goods = str(frame.text["hs_code"][0])
    for row in ({}, {"price_per_kg": price}, {"hs_code": goods, "currency": "CNY", "price_per_kg": price}):
        found = known_of(row, known.tables, known.profile)
        assert found.shape == (1, len(FEATURES))
        assert np.isfinite(found[0, : len(EFFECTS)]).all()
    assert np.isnan(number(float("inf")))
