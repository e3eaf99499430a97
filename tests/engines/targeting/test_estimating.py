"""Estimates from unequal chances: exact over every sample that could have been drawn; intervals that hold."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import inf

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongguan.engines.risk_learning import chance_by
from tongguan.engines.targeting import lift_of, rate_of, total_of, wilson
from tongguan.engines.targeting.estimating import difference_of, horvitz_thompson

chances = st.fractions(Fraction(1, 20), 1, max_denominator=20)
units = st.lists(st.tuples(st.fractions(0, 9, max_denominator=4), chances), min_size=1, max_size=6)


def samples(drawn: list[tuple[Fraction, Fraction]]):
    """Every sample that independent draws can make, with its probability."""
    for chosen in product((False, True), repeat=len(drawn)):
        probability = Fraction(1)
        for each, (_value, chance) in zip(chosen, drawn, strict=True):
            probability *= chance if each else 1 - chance
        yield probability, [unit for each, unit in zip(chosen, drawn, strict=True) if each]


def estimated(sample) -> tuple[Fraction, Fraction]:
    return horvitz_thompson([value for value, _chance in sample], [chance for _value, chance in sample])


@settings(max_examples=40)
@given(units)
def test_the_mean_over_all_samples_is_exactly_the_truth(drawn):
    truth = sum(value for value, _chance in drawn)
    assert sum(p * estimated(sample)[0] for p, sample in samples(drawn)) == truth


@settings(max_examples=40)
@given(units)
def test_so_is_the_mean_of_the_estimated_variance(drawn):
    truth = sum(value for value, _chance in drawn)
    every = [(p, *estimated(sample)) for p, sample in samples(drawn)]
    variance = sum(p * (total - truth) ** 2 for p, total, _variance in every)
    assert sum(p * guessed for p, _total, guessed in every) == variance


def test_a_rate_of_the_targeted_alone_would_overstate():
    """Two kinds of goods: the rate of what was examined says .75, what is there .5 and what is estimated .5."""
    examined = [True] * 9 + [False] * 3  # 9 of the chance .9 with findings, 3 of the chance .3 without
    found = rate_of(examined, [0.9] * 9 + [0.3] * 3)
    assert found.rate == pytest.approx(0.5)
    assert sum(examined) / len(examined) == 0.75
    assert found.effective < 12


def test_equal_chances_give_wilsons_interval():
    found, plain = rate_of([True] * 3 + [False] * 17, [0.25] * 20), wilson(3, 20)
    assert (found.rate, found.low, found.high) == pytest.approx((plain.rate, plain.low, plain.high))
    assert found.effective == pytest.approx(20)


def test_a_chance_of_nothing_is_refused_and_nothing_examined_says_nothing():
    for chance in (0.0, -0.1, 1.5):
        with pytest.raises(ValueError, match="probability"):
            rate_of([True], [chance])
    nothing = rate_of([], [])
    assert (nothing.rate, nothing.low, nothing.high) == (None, 0.0, 1.0)
    some = rate_of([True, False], [0.5, 0.5])
    for pair in ((nothing, some), (some, nothing)):
        assert (lift_of(*pair).low, lift_of(*pair).high) == (0.0, inf)
        assert not lift_of(*pair).better
    assert (total_of([], []).low, total_of([], []).high) == (0.0, 0.0)


def test_a_total_is_never_below_what_was_seen():
    found = total_of([100.0, 0.0], [0.1, 0.1])
    assert found.low == 100.0 < found.value < found.high


def test_intervals_hold_the_truth_about_as_often_as_they_claim():
    """Poisson samples from a population where the chance rises with the risk, as under targeting."""
    draw = numpy.random.default_rng(5)
    size, trials = 3000, 400
    risky = draw.random(size) < 0.2
    guilty = draw.random(size) < numpy.where(risky, 0.3, 0.05)
    chance = numpy.where(risky, 0.6, 0.08)
    truth, ratio = guilty[risky].mean(), guilty[risky].mean() / guilty[~risky].mean()
    overall = guilty.mean()
    held = numpy.zeros(3)
    naive = 0.0
    for _ in range(trials):
        seen = draw.random(size) < chance
        whole = rate_of(guilty[seen].tolist(), chance[seen].tolist())
        one = rate_of(guilty[seen & risky].tolist(), chance[seen & risky].tolist())
        other = rate_of(guilty[seen & ~risky].tolist(), chance[seen & ~risky].tolist())
        lift = lift_of(one, other)
        held += [
            whole.low <= overall <= whole.high,
            one.low <= truth <= one.high,
            lift.low <= ratio <= lift.high,
        ]
        naive += guilty[seen].mean() / trials
    assert naive > overall + 0.05
    # the population is fixed and up to 60 % of it is drawn: intervals for an endless one are a little wide
    assert (held / trials > 0.92).all()


def test_lift_is_better_only_where_chance_does_not_explain_it():
    def plain(good, of):
        return rate_of([True] * good + [False] * (of - good), [1.0] * of)

    assert not lift_of(plain(5, 100), plain(5, 100)).better
    assert lift_of(plain(30, 100), plain(5, 100)).better
    assert lift_of(plain(0, 400), plain(40, 400)).high < 1
    assert lift_of(plain(0, 3), plain(40, 400)).high > 1
    assert lift_of(plain(30, 100), plain(5, 100)).value == pytest.approx(6)


PLACES = st.lists(
    st.tuples(
        st.integers(0, 9), st.sampled_from([(), ("probability",), ("revenue",), ("probability", "revenue")])
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40)
@given(PLACES)
def test_two_quotas_and_a_random_arm_estimate_totals_exactly(drawn):
    """Every way the two arms can fall, in fractions: the total is unbiased from what either arm chose, and so is the
    random arm's own from what it chose alone, at its share. The chance is that of the highest quota, joined with
    the random share's."""
    random_share, chances = Fraction(1, 20), {"probability": Fraction(4, 5), "revenue": Fraction(1, 2)}
    risk = [chance_by(quotas, chances) for _value, quotas in drawn]
    joined = [1 - (1 - random_share) * (1 - Fraction(each)) for each in risk]
    truth = sum(value for value, _quotas in drawn)
    whole = by_chance = Fraction(0)
    sides = [(True, False)] * (2 * len(drawn))
    for arms in product(*sides):
        at_random, by_risk = arms[: len(drawn)], arms[len(drawn) :]
        probability = Fraction(1)
        for chosen, targeted, chance in zip(at_random, by_risk, risk, strict=True):
            probability *= random_share if chosen else 1 - random_share
            probability *= Fraction(chance) if targeted else 1 - Fraction(chance)
        if not probability:
            continue
        rows = list(zip(drawn, joined, at_random, by_risk, strict=True))
        seen = [(Fraction(value), pi) for (value, _q), pi, one, other in rows if one or other]
        alone = [(Fraction(value), random_share) for (value, _q), _pi, one, _other in rows if one]
        for total, sample in (("whole", seen), ("alone", alone)):
            found = (
                horvitz_thompson([v for v, _c in sample], [c for _v, c in sample])[0]
                if sample
                else Fraction(0)
            )
            if total == "whole":
                whole += probability * found
            else:
                by_chance += probability * found
    assert whole == by_chance == truth


def test_a_difference_of_rates_holds_the_truth_about_as_often_as_it_claims():
    """Champion and challenger flag overlapping parts of a population that is examined with uneven chances."""
    draw = numpy.random.default_rng(8)
    size, trials = 4000, 300
    p = draw.beta(0.5, 6, size)
    first, second = p + draw.normal(0, 0.05, size) > 0.15, p + draw.normal(0, 0.15, size) > 0.2
    held = 0
    for _ in range(trials):
        guilty = draw.random(size) < p
        chance = numpy.where(second, 0.7, 0.1)
        seen = draw.random(size) < chance
        found = difference_of(
            first[seen].tolist(), second[seen].tolist(), guilty[seen].tolist(), chance[seen].tolist()
        )
        held += found.low <= p[first].mean() - p[second].mean() <= found.high
    assert 0.92 < held / trials <= 1.0
    same = difference_of([True, False], [True, False], [True, False], [0.5, 0.5])
    assert (same.value, same.better) == (0.0, False)
    assert difference_of([False], [True], [True], [0.5]).value is None
