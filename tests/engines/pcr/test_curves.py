"""Ct from curves whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.pcr.kits import KIT
from tests.engines.pcr.simulated import CYCLES, curve, growth
from tongguan.engines.pcr import read_curve

FIXED = replace(KIT, threshold=0.2, least_rise=0.4)


@pytest.mark.parametrize("ct", [12.3, 18.0, 25.7, 31.2, 36.9])
def test_a_clean_curve_crosses_where_it_was_made_to(ct):
    assert read_curve(1.0 + growth(ct), FIXED).ct == pytest.approx(ct, abs=0.05)


def test_ct_over_many_noisy_curves():
    """Bias below a twentieth of a cycle, nine of ten within a fifth."""
    rng = np.random.default_rng(5)
    truth = rng.uniform(14, 36, 400)
    told = [read_curve(curve(rng, ct, efficiency=rng.uniform(1.8, 2.0)), FIXED) for ct in truth]
    assert all(each.clear for each in told)
    off = np.array([each.ct for each in told]) - truth
    assert abs(off.mean()) < 0.05
    assert np.quantile(abs(off), 0.9) < 0.2


def test_what_does_not_grow_has_no_ct():
    rng = np.random.default_rng(6)
    for kit in (KIT, FIXED):
        told = [read_curve(curve(rng, None), kit) for _ in range(500)]
        assert not [each for each in told if each.clear]
        assert sum(each.ct is not None for each in told) <= 5


def test_a_spike_and_a_late_jump_are_no_amplification():
    rng = np.random.default_rng(7)
    spike = curve(rng, None)
    spike[20] += 3
    jump = curve(rng, None)
    jump[-2:] += 3
    assert read_curve(spike, KIT).ct is None
    assert read_curve(jump, KIT).ct is None


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        (np.ones(3), "too_short"),
        (np.ones(500), "too_long"),
        (np.r_[np.ones(20), np.nan, np.ones(20)], "not_finite"),
        (np.full(40, 65535.0), "saturated"),
        (np.r_[np.linspace(5, 5.01, 10), np.linspace(5, 0, 30)] + 0.001 * np.sin(np.arange(40)), "falling"),
    ],
)
def test_curves_that_say_nothing_are_named(values, fault):
    told = read_curve(values, KIT)
    assert (told.fault, told.ct, told.clear) == (fault, None, False)


@given(st.lists(st.floats(width=32), max_size=120))
def test_no_values_raise(values):
    told = read_curve(values, KIT)
    assert told.ct is None or 0 < told.ct <= len(values)


def test_more_of_the_same_comes_earlier():
    rng = np.random.default_rng(8)
    cts = [read_curve(curve(rng, 20 + step), FIXED).ct for step in range(0, 15, 3)]
    assert cts == sorted(cts)
    assert len(curve(rng, 20)) == CYCLES
