"""Tariff quotas: first come, exact ties, never below zero."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.tariff import Request, allocate

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
D = Decimal


def ask(reference, quantity, minute=0):
    return Request(reference, NOON + dt.timedelta(minutes=minute), D(quantity))


def test_first_come():
    found, left = allocate(D(100), [ask("b", 70, 1), ask("a", 60, 0), ask("c", 5, 2)])
    assert [(one.request.reference, one.granted, one.out_of_quota) for one in found] == [
        ("a", 60, 0), ("b", 40, 30), ("c", 0, 5)
    ]  # fmt: skip
    assert left == 0


def test_a_tie_is_shared_exactly():
    found, left = allocate(D(100), [ask("a", 100), ask("b", 100), ask("c", 100)])
    assert [one.granted for one in found] == [D("33.334"), D("33.333"), D("33.333")]
    assert left == 0
    found, left = allocate(D(1), [ask("a", "0.0004"), ask("b", 3)])
    assert sum(one.granted for one in found) == 1
    assert found[0].granted <= D("0.0004")


requests = st.lists(st.tuples(st.decimals(0, 1000, places=3), st.integers(0, 3)), min_size=1, max_size=12)


@given(st.decimals(0, 2000, places=3), requests, st.randoms(use_true_random=False))
def test_nothing_is_lost_and_the_order_means_nothing(balance, drawn, rng: random.Random):
    asked = [ask(f"r{n:02d}", quantity, minute) for n, (quantity, minute) in enumerate(drawn)]
    found, left = allocate(balance, asked)
    assert left >= 0
    assert sum(one.granted for one in found) + left == balance
    assert all(0 <= one.granted <= one.request.quantity for one in found)
    assert all(one.balance_after >= 0 for one in found)
    assert left == 0 or all(one.out_of_quota == 0 for one in found)
    shuffled = list(asked)
    rng.shuffle(shuffled)
    assert allocate(balance, shuffled) == (found, left)


def test_negative_amounts_are_refused():
    with pytest.raises(ValueError, match="not negative"):
        allocate(D(-1), [])
