"""Wilson's interval: published values, bounds, and how often it holds the truth."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.targeting import wilson
from tongguan.engines.targeting.intervals import Z_95


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_ends_are_where_the_score_test_turns(counted):
    hits, of = counted
    found = wilson(hits, of)
    for end in (found.low, found.high):
        if 0 < end < 1:
            score = (hits / of - end) ** 2 / (end * (1 - end) / of)
            assert score == pytest.approx(Z_95**2, rel=1e-6)
    assert found.low <= found.rate <= found.high


def test_a_worked_example():
    found = wilson(15, 148)  # Newcombe, Statistics in Medicine 17, 1998, table I, method 3: 15/148
    assert (round(found.low, 4), round(found.high, 4)) == (0.0624, 0.1605)


def test_nothing_counted_says_nothing():
    found = wilson(0, 0)
    assert (found.rate, found.low, found.high) == (None, 0.0, 1.0)
    with pytest.raises(ValueError, match="5 of 4"):
        wilson(5, 4)


def test_covers_the_truth_about_as_often_as_it_claims():
    draws = numpy.random.default_rng(7).binomial(200, 0.04, size=4000)
    held = sum(wilson(int(hits), 200).low <= 0.04 <= wilson(int(hits), 200).high for hits in draws)
    assert 0.93 < held / 4000 < 0.985
