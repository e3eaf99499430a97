"""The interval holds the true difference, whatever the network does, as long as the clock drifts as promised."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.fusion import Clock, Exchange
from tongguan.engines.fusion.background import Background, is_improbable


@given(
    st.integers(0, 10**6),
    st.floats(-(10**7), 10**7),
    st.floats(-150e-6, 150e-6),
    st.floats(0, 5000),
)
def test_the_truth_lies_within(seed: int, offset: float, drift: float, slow_ms: float) -> None:
    rng, clock, at = random.Random(seed), Clock(), 10**12
    for _each in range(30):
        at += rng.uniform(100, 3000)
        down, wait, up = rng.uniform(0, slow_ms), rng.uniform(0, 500), rng.uniform(0, slow_ms)

        def shown(true: float) -> float:
            return true + offset + drift * (true - 10**12)

        sent = at + down + wait
        clock.hear(Exchange(int(at), int(shown(at + down)), int(shown(sent)), int(sent + up)))
        assert not clock.jumped
        low, high = clock.bounds_ms(int(shown(sent)), int(sent + up))
        assert low <= sent <= high


def test_a_jump_is_noticed() -> None:
    clock = Clock()
    clock.hear(Exchange(1000, 51_002, 51_010, 1014))
    clock.hear(Exchange(2000, 52_002, 54_010, 2014))
    assert clock.jumped
    assert clock.bounds_ms(54_010, 2014) is None
    clock.hear(Exchange(3000, 55_002, 55_010, 3014))
    assert not clock.jumped
    clock.hear(Exchange(4000, 50_002, 50_010, 4014))
    assert clock.jumped


def test_poisson_not_gauss() -> None:
    assert not is_improbable(9, 2.0, 1e-6)
    assert is_improbable(13, 2.0, 1e-6)
    assert not is_improbable(0, 2.0, 1e-6)
    assert is_improbable(10**6, 900_000.0, 1e-6)


def test_false_alarms_are_as_rare_as_asked() -> None:
    """Counted on simulated background alone: with one in a thousand asked for, no more than that (the estimate of the
    mean is taken at its upper end)."""
    rng, alarms, asked = random.Random(7), 0, 20_000
    background = Background()
    for number in range(asked):
        counts = sum(rng.random() < 0.02 for _each in range(1000))
        mean = background.mean(1000, 60)
        background.add(number * 1000, counts, 1000, 120_000)
        alarms += mean is not None and is_improbable(counts, mean, 1e-3)
    assert 0 < alarms <= asked * 1e-3 + 3 * (asked * 1e-3) ** 0.5
