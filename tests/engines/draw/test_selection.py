"""Fairness, measured: 10^5 decisions under fixed seeds, chi-square against the exact probabilities."""

from collections import Counter
from fractions import Fraction
from math import erfc, sqrt

import pytest

from tongguan.engines.draw import Entry, Rules, Stream, choose, risk_factor, select
from tongguan.engines.draw.stream import UNIT, tagged_hash


def chi_square_p(observed: list[int], expected: list[float]) -> float:
    """Upper tail by Wilson and Hilferty's cube-root transformation, good to the third digit here."""
    statistic = sum((seen - mean) ** 2 / mean for seen, mean in zip(observed, expected, strict=True))
    freedom = len(observed) - 1
    z = ((statistic / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / sqrt(2 / (9 * freedom))
    return erfc(z / sqrt(2)) / 2


def stream(number: int) -> Stream:
    return Stream(tagged_hash("test", number.to_bytes(8, "big")))


def test_the_chi_square_itself() -> None:
    # 16.919 is the 5 % point at 9 degrees of freedom: ten cells of mean 100 with that statistic.
    off = sqrt(16.919 * 100 / 2)
    assert chi_square_p([100 + off, 100 - off] + [100] * 8, [100.0] * 10) == pytest.approx(0.05, abs=0.001)
    assert chi_square_p([150, 50] + [100] * 8, [100.0] * 10) < 1e-6


def test_numbers_below_a_bound_are_uniform() -> None:
    one = stream(1)
    seen = Counter(one.below(10, "n", str(number)) for number in range(100_000))
    assert chi_square_p([seen[value] for value in range(10)], [10_000.0] * 10) > 0.01


def test_independent_selection_hits_its_stored_probabilities() -> None:
    rules = Rules(random_probability=Fraction(1, 10))
    pool = [Entry(f"e{number}", risk_probability=Fraction(number, 10)) for number in range(10)]
    seen, arms, total, draws = Counter(), Counter(), 0, 10_000
    for number in range(draws):
        for each in select(pool, rules, stream(number)):
            seen[each.entry] += bool(each.arms)
            arms[each.arms] += 1
            total += 1
    assert total == 100_000
    statistic = 0.0
    for each in select(pool, rules, stream(0)):
        p = float(each.inclusion)
        assert p == pytest.approx(1 - (1 - float(each.risk)) * 0.9)
        statistic += (seen[each.entry] - draws * p) ** 2 / (draws * p * (1 - p))
    assert statistic < 23.209  # the 1 % point of chi-square at 10 degrees of freedom
    both = sum(Fraction(number, 100) for number in range(10)) * draws
    assert arms["risk", "random"] == pytest.approx(float(both), rel=0.05)


def test_drawing_k_of_n_is_uniform() -> None:
    pool = [Entry(f"e{number}") for number in range(20)]
    seen: Counter[str] = Counter()
    for number in range(20_000):
        chosen = [each.entry for each in select(pool, Rules(count=5), stream(number)) if each.arms]
        assert len(chosen) == 5
        seen.update(chosen)
    # Without replacement the cells vary by (1 − k/n) less than independent ones.
    scaled = [5000 + (seen[entry.id] - 5000) / sqrt(0.75 * 20 / 19) for entry in pool]
    assert chi_square_p(scaled, [5000.0] * 20) > 0.01


def test_options_are_uniform_and_independent() -> None:
    entry = Entry("e", options={"container": ("A", "B", "C"), "unloading": ("doors", "full"), "none": ()})
    seen = Counter(tuple(choose(entry, stream(number)).values()) for number in range(100_000))
    assert len(seen) == 6
    assert chi_square_p(list(seen.values()), [100_000 / 6] * 6) > 0.01


def test_probability_zero_never_and_one_always() -> None:
    pool = [Entry("never"), Entry("always", risk_probability=Fraction(1))]
    for number in range(1000):
        never, always = select(pool, Rules(), stream(number))
        assert (never.arms, never.inclusion) == ((), 0)
        assert (always.arms, always.inclusion) == (("risk",), 1)


def test_a_probability_is_never_rounded_up() -> None:
    each = select([Entry("third", risk_probability=Fraction(1, 3))], Rules(), stream(0))[0]
    assert 0 <= Fraction(1, 3) - each.inclusion < Fraction(1, UNIT)


def test_the_capacity_scales_the_risk_arm_only() -> None:
    pool = [Entry(f"e{number}", risk_probability=Fraction(1, 2)) for number in range(100)]
    rules = Rules(random_probability=Fraction(1, 16), capacity=20)
    chosen = select(pool, rules, stream(0))
    expected = sum(each.inclusion for each in chosen)
    assert 20 - Fraction(1, 1000) < expected <= 20
    assert {each.random for each in chosen} == {Fraction(1, 16)}
    assert risk_factor(pool, Rules(capacity=60)) == 1
    assert risk_factor(pool, Rules(random_probability=Fraction(1, 2), capacity=10)) == 0


def test_the_risk_cap() -> None:
    rules = Rules(risk_cap=Fraction(1, 4))
    assert select([Entry("e", risk_probability=Fraction(1))], rules, stream(0))[0].inclusion == Fraction(1, 4)


def test_one_entrys_fate_does_not_depend_on_the_others() -> None:
    rules = Rules(random_probability=Fraction(1, 3))
    pool = [Entry(f"e{number}") for number in range(50)]
    whole = select(pool, rules, stream(5))
    assert select(pool[10:20], rules, stream(5)) == whole[10:20]


def test_labels_do_not_run_into_each_other() -> None:
    one = stream(0)
    assert one.ticket("ab", "c") != one.ticket("a", "bc") != one.ticket("abc")
    with pytest.raises(ValueError, match="below"):
        one.below(0)


def test_words_that_would_favour_small_numbers_are_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    # The last 2^256 mod 10 words would make small remainders likelier; no search would find such a seed.
    words = {0: 2**256 - 1, 1: 2**256 - 2**256 % 10, 2: 2**256 - 2**256 % 10 - 1}
    monkeypatch.setattr(Stream, "_word", lambda self, attempt, label: words[attempt].to_bytes(32, "big"))
    assert stream(0).below(10, "n") == 9
