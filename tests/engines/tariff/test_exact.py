"""Columns of exact amounts equal fractions, within 64 bits and far beyond."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.tariff.reference import to_fen
from tongguan.engines.tariff.exact import Exact

small, large = st.integers(0, 10**6), st.integers(0, 10**24)
columns = st.lists(small, min_size=4, max_size=4) | st.lists(small | large, min_size=4, max_size=4)
ratios = st.tuples(st.integers(0, 10**6) | large, st.integers(1, 10**6))
MODES = {ROUND_HALF_UP: "half_up", ROUND_HALF_EVEN: "half_even", ROUND_DOWN: "down"}


def values(column: Exact) -> list[Fraction]:
    found = [Fraction(int(top), column.denominator) for top in column.numerators]
    assert all(0 <= int(top) <= column.most for top in column.numerators), "the bound does not hold"
    return found


@given(columns, columns, st.integers(1, 10**6), st.integers(1, 10**6), ratios, ratios)
@settings(deadline=None, max_examples=300)
def test_operations(one, two, below_one, below_two, first, second):
    left, right = Exact.of(one, below_one), Exact.of(two, below_two)
    exact = [Fraction(n, below_one) for n in one], [Fraction(n, below_two) for n in two]
    assert values(left.times(*first)) == [n * Fraction(*first) for n in exact[0]]
    each = [Fraction(*first)] + [Fraction(*second)] * 3
    assert values(left.times_each([first, second], [1, 3])) == [
        n * by for n, by in zip(exact[0], each, strict=True)
    ]
    both = list(zip(*exact, strict=True))
    assert values(left.plus(right)) == [a + b for a, b in both]
    assert values(left.lesser(right)) == [min(a, b) for a, b in both]
    assert values(left.greater(right)) == [max(a, b) for a, b in both]


@given(columns, st.integers(1, 2000), st.sampled_from([1, 10, 100]), st.sampled_from(sorted(MODES)))
@settings(deadline=None, max_examples=300)
def test_rounding(numbers, below, step, mode):
    found = values(Exact.of(numbers, below).rounded((step, 1), mode))
    assert found == [to_fen(Fraction(n, below), MODES[mode], Fraction(step)) for n in numbers]


@pytest.mark.parametrize(("number", "wide"), [(2**61, False), (2**62, True)])
def test_columns_are_narrow_while_they_fit(number, wide):
    assert (Exact.of([number]).numerators.dtype == object) == wide
    assert Exact.of([2**61]).times(2).numerators.dtype == object
    assert Exact.of([2**40]).times(2**20).numerators.dtype == np.int64
