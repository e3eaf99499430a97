"""Cohen's kappa on published examples, and weights that undo unequal chances."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.agreement import agreement


def pairs(both_yes: int, yes_no: int, no_yes: int, both_no: int) -> list[tuple[bool, bool]]:
    return (
        [(True, True)] * both_yes
        + [(True, False)] * yes_no
        + [(False, True)] * no_yes
        + [(False, False)] * both_no
    )


@pytest.mark.parametrize(
    ("table", "kappa"),
    [((20, 5, 10, 15), 0.4), ((45, 15, 25, 15), 0.1304), ((25, 35, 5, 35), 0.2593), ((10, 0, 0, 10), 1.0)],
)
def test_the_textbook_tables(table: tuple[int, int, int, int], kappa: float) -> None:
    found = agreement(pairs(*table))
    assert found.kappa == pytest.approx(kappa, abs=5e-5)
    assert found.pairs == sum(table)
    assert found.agreed == table[0] + table[3]


def test_chance_alone_and_too_little_give_no_number() -> None:
    assert agreement([]).kappa is None
    assert agreement(pairs(0, 0, 0, 12)).kappa is None
    few = agreement(pairs(2, 1, 1, 2))
    assert few.kappa is not None
    assert few.low is None
    with pytest.raises(ValueError, match="probability"):
        agreement([(True, True)], [0.0])
    with pytest.raises(ValueError, match="probability"):
        agreement([(True, True)], [])


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=30))
def test_it_stays_in_its_range_and_knows_no_order(given: list[tuple[bool, bool]]) -> None:
    found, turned = agreement(given), agreement([pair[::-1] for pair in given])
    assert (
        found.kappa == pytest.approx(turned.kappa, nan_ok=True)
        if found.kappa is not None
        else turned.kappa is None
    )
    if found.kappa is not None:
        assert -1.0000001 <= found.kappa <= 1.0000001


def test_weights_recover_what_the_whole_population_says() -> None:
    """Every suspicious pair is seen, of the others a tenth: unweighted kappa is biased, the weighted one is not, and
    the interval holds the true value about as often as it says."""
    rng = np.random.default_rng(7)
    truth = rng.random(200_000) < 0.05
    first = truth & (rng.random(200_000) < 0.6)
    second = truth ^ (rng.random(200_000) < 0.03)
    whole = agreement(list(zip(first.tolist(), second.tolist(), strict=True)))
    held, weighted, naive = 0, [], []
    for number in range(60):
        part = slice(number * 3000, (number + 1) * 3000)
        one, other = first[part], second[part]
        chance = np.where(one, 1.0, 0.1)
        seen = rng.random(3000) < chance
        chosen = list(zip(one[seen].tolist(), other[seen].tolist(), strict=True))
        found = agreement(chosen, chance[seen].tolist())
        weighted.append(found.kappa)
        naive.append(agreement(chosen).kappa)
        held += found.low <= whole.kappa <= found.high  # type: ignore[operator]
    assert np.mean(weighted) == pytest.approx(whole.kappa, abs=0.03)
    assert abs(np.mean(naive) - whole.kappa) > 0.05  # type: ignore[operator]
    assert held >= 50
