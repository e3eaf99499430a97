"""Expected tests against counting every case, and the optimum against trying all."""

from __future__ import annotations

import itertools

import pytest

from tongguan.engines.pcr import array, best, dorfman, single


@pytest.mark.parametrize("prevalence", [0.0, 0.01, 0.2, 1.0])
@pytest.mark.parametrize("size", [2, 3, 5])
def test_dorfmans_formula_is_the_mean_over_all_pools(prevalence, size):
    mean = 0.0
    for infected in itertools.product((0, 1), repeat=size):
        chance = 1.0
        for one in infected:
            chance *= prevalence if one else 1 - prevalence
        mean += chance * (1 + (size if any(infected) else 0))
    assert dorfman(prevalence, size).tests_per_person == pytest.approx(mean / size)


@pytest.mark.parametrize("prevalence", [0.0, 0.05, 0.4])
def test_the_arrays_formula_is_the_mean_over_all_arrays(prevalence):
    size, mean = 3, 0.0
    for flat in itertools.product((0, 1), repeat=size * size):
        chance = 1.0
        for one in flat:
            chance *= prevalence if one else 1 - prevalence
        rows = [any(flat[row * size : row * size + size]) for row in range(size)]
        columns = [any(flat[column::size]) for column in range(size)]
        mean += chance * (2 * size + sum(rows) * sum(columns))
    # What lies where a positive row crosses a positive column is tested alone, infected or not.
    assert array(prevalence, size).tests_per_person == pytest.approx(mean / size**2)


def test_dorfmans_own_table():
    """Dorfman 1943, table 1: at 1 % groups of 11 cost 20 % of testing everybody; at 10 % groups of 4, 59 %."""
    assert round(100 * min(dorfman(0.01, n).tests_per_person for n in range(2, 21))) == 20
    assert min(range(2, 21), key=lambda n: dorfman(0.01, n).tests_per_person) == 11
    assert min(range(2, 21), key=lambda n: dorfman(0.10, n).tests_per_person) == 4
    assert round(100 * dorfman(0.10, 4).tests_per_person) == 59


def test_where_many_are_infected_everybody_is_tested_alone():
    assert best(0.5).method == "single"
    assert best(0.001).tests_per_person < 0.15


def test_sensitivity_bounds_what_may_be_chosen():
    plan = best(0.01, sensitivity=0.98, pool_sensitivity=0.9, least_found=0.95)
    assert plan.method == "single"
    assert best(0.01, sensitivity=0.98, pool_sensitivity=0.98, least_found=0.95).method == "dorfman"


def test_a_flight_of_335():
    assert dorfman(0.006, 10).first_round(335) == 34
    assert single().first_round(335) == 335
    assert array(0.006, 10).first_round(335) == 3 * 20 + 4 + 10


@pytest.mark.parametrize(("prevalence", "size"), [(-0.1, 5), (1.1, 5), (0.1, 1)])
def test_nonsense_is_refused(prevalence, size):
    with pytest.raises(ValueError, match="share"):
        dorfman(prevalence, size)
