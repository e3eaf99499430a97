"""The simulation against queues that are known exactly, and the pieces it is made of."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.flows import (
    Flight,
    Flights,
    Poisson,
    Route,
    Scenario,
    Service,
    Shape,
    Shift,
    Station,
    arrivals_of,
    draw,
    erlang_c,
    estimate,
    md1_wait,
    mg1_wait,
    mmc_wait,
    serve,
    simulate,
    student_t,
)

HOUR = 3600.0


def queue(servers: int, load: float, service: Service, **given) -> Scenario:
    """One station at a load, long after its warm-up."""
    per_hour = load * servers / service.mean_s * HOUR
    figures = {"horizon_s": 12 * HOUR, "warmup_s": 4 * HOUR, "replications": 150, "seed": 7} | given
    return Scenario(
        name="q",
        arrivals=Poisson((per_hour,)),
        stations=(Station("q", (Shift(0, servers),), service),),
        routes=(Route("", "q", 1.0),),
        **figures,
    )


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (1, 0.8), (3, 0.8), (8, 0.9), (20, 0.7)])
def test_m_m_c_agrees_with_erlang(servers, load):
    mean_s = 60.0
    found = simulate(queue(servers, load, Service(Shape.EXPONENTIAL, mean_s)))
    exact = mmc_wait(servers, load * servers / mean_s, mean_s)
    wait = found.stations[0].wait_s
    assert abs(wait.mean - exact) <= 1.5 * wait.half, (wait, exact)
    assert wait.half < 0.25 * exact, "an interval that says something"
    assert abs(found.stations[0].use.mean - load) <= 1.5 * found.stations[0].use.half


@pytest.mark.parametrize("load", [0.5, 0.8])
@pytest.mark.parametrize(
    ("service", "cv"),
    [
        (Service(Shape.FIXED, 45.0), 0.0),
        (Service(Shape.GAMMA, 45.0, 0.5), 0.5),
        (Service(Shape.LOGNORMAL, 45.0, 0.8), 0.8),
    ],
)
def test_m_g_1_agrees_with_pollaczek_and_khinchine(load, service, cv):
    wait = simulate(queue(1, load, service)).stations[0].wait_s
    exact = mg1_wait(load / service.mean_s, service.mean_s, cv)
    assert abs(wait.mean - exact) <= 1.5 * wait.half, (wait, exact)
    assert wait.half < 0.25 * exact


def test_a_wrong_engine_would_be_seen():
    """The interval is narrow enough to tell M/D/1 from M/M/1, and 8 servers from 9."""
    wait = simulate(queue(1, 0.8, Service(Shape.FIXED, 45.0))).stations[0].wait_s
    assert not wait.covers(mmc_wait(1, 0.8 / 45, 45))
    many = simulate(queue(8, 0.9, Service(Shape.EXPONENTIAL, 60.0))).stations[0].wait_s
    assert not many.covers(mmc_wait(9, 0.9 * 8 / 60, 60))


def test_the_interval_covers_as_often_as_it_says():
    exact = mmc_wait(2, 0.6 * 2 / 60, 60)
    short = Service(Shape.EXPONENTIAL, 60.0)
    hits = sum(
        simulate(queue(2, 0.6, short, replications=40, seed=seed, horizon_s=3 * HOUR, warmup_s=HOUR))
        .stations[0].wait_s.covers(exact)
        for seed in range(60)
    )  # fmt: skip
    assert hits >= 50, f"{hits} of 60 intervals at 95 % cover the exact wait"


def test_without_warm_up_an_empty_hall_biases_the_mean():
    long = queue(1, 0.9, Service(Shape.EXPONENTIAL, 60.0), horizon_s=3 * HOUR, warmup_s=0.0, replications=400)
    wait = simulate(long).stations[0].wait_s
    assert wait.high < mmc_wait(1, 0.9 / 60, 60)


def test_known_values_of_the_formulas():
    assert erlang_c(1, 0.5) == pytest.approx(0.5)
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)
    assert mmc_wait(1, 0.8, 1.0) == pytest.approx(4.0)
    assert md1_wait(0.8, 1.0) == pytest.approx(2.0)
    assert mmc_wait(2, 2.0, 1.0) == math.inf
    assert mg1_wait(0.5, 1.0, 1.0) == pytest.approx(mmc_wait(1, 0.5, 1.0))


@pytest.mark.parametrize(
    ("freedom", "table"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042), (149, 1.976)],
)
def test_quantiles_of_student(freedom, table):
    assert student_t(freedom) == pytest.approx(table, abs=6e-4)


def test_estimates_know_what_they_do_not_know():
    assert estimate(np.array([])).count == 0
    assert estimate(np.array([np.nan, 3.0])).half == math.inf
    assert estimate(np.array([])).told() == {"mean": None, "half": None, "count": 0}
    assert estimate(np.array([1.0, 2.0, 3.0])).mean == 2.0


def slowly(arrivals, services, shifts):
    """The same by hand, one traveller after the other."""
    most = max(shift.servers for shift in shifts)
    free = [0.0] * most

    def able(server: int, moment: float) -> float:
        while True:
            held = [shift for shift in shifts if shift.at_s <= moment]
            if held and held[-1].servers > server:
                return moment
            later = [shift.at_s for shift in shifts if shift.at_s > moment]
            if not later:
                return math.inf
            moment = later[0]

    begins = []
    for come, lasts in zip(arrivals, services, strict=True):
        moments = [able(server, max(come, free[server])) for server in range(most)]
        first = moments.index(min(moments))
        begins.append(moments[first])
        free[first] = moments[first] + lasts
    return begins


@given(
    st.lists(st.tuples(st.floats(0, 500), st.floats(0.1, 200)), min_size=1, max_size=25),
    st.lists(st.integers(0, 4), min_size=1, max_size=4).filter(any),
    st.floats(0, 60),
)
def test_serving_is_first_come_first_served_whatever_the_shifts(people, counts, start):
    shifts = [Shift(start + 150.0 * at, count) for at, count in enumerate(counts)]
    comes = sorted(come for come, _lasts in people)
    lasts = [each for _come, each in people]
    found = serve(np.array([comes]), np.array([lasts]), shifts)[0]
    assert found == pytest.approx(slowly(comes, lasts, shifts))


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0.1, 200)), min_size=1, max_size=40))
def test_one_server_in_closed_form_is_the_recursion(people):
    comes = np.array([sorted(come for come, _lasts in people)])
    lasts = np.array([[each for _come, each in people]])
    assert serve(comes, lasts, [Shift(0, 1)])[0] == pytest.approx(slowly(comes[0], lasts[0], [Shift(0, 1)]))


def test_nobody_is_served_where_nobody_is_on_duty():
    never = serve(np.array([[1.0, 2.0]]), np.array([[1.0, 1.0]]), [Shift(0, 0)])
    assert np.isinf(never).all()
    gone = serve(np.array([[1.0, 200.0]]), np.array([[1.0, 1.0]]), [Shift(0, 1), Shift(100, 0)])
    assert gone[0, 0] == 1.0
    assert np.isinf(gone[0, 1])


@pytest.mark.parametrize(
    "service",
    [Service(Shape.GAMMA, 30, 0.5), Service(Shape.LOGNORMAL, 30, 0.5), Service(Shape.EXPONENTIAL, 30)],
)
def test_service_times_have_their_mean_and_variation(service):
    drawn = draw(service, (400_000,), np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(30, rel=0.01)
    assert drawn.std() / drawn.mean() == pytest.approx(service.cv or 1.0, rel=0.02)
    assert drawn.min() >= 0


def test_arrivals_follow_their_rates():
    scenario = queue(1, 0.5, Service(Shape.FIXED, 60.0), horizon_s=4 * HOUR)
    changing = Scenario(
        **{
            **{name: getattr(scenario, name) for name in scenario.__slots__},
            "arrivals": Poisson((100, 0, 300, 0)),
        }
    )
    found = arrivals_of(changing, 400, np.random.default_rng(3))
    counts = [((found >= part * HOUR) & (found < (part + 1) * HOUR)).sum(axis=1) for part in range(4)]
    assert [count.mean() for count in counts] == pytest.approx([100, 0, 300, 0], abs=3)
    assert counts[2].var() == pytest.approx(300, rel=0.2), "a Poisson count varies as much as its mean"
    assert (np.diff(np.where(np.isfinite(found), found, 1e12), axis=1) >= 0).all()


def test_flights_come_as_planeloads():
    flights = Flights(
        (Flight(600, 300, 0.8), Flight(5000, 200, 1.0)), leave_per_min=20, walk=Service(Shape.FIXED, 300)
    )
    scenario = Scenario("f", flights, (), (), 4 * HOUR)
    found = arrivals_of(scenario, 200, np.random.default_rng(3))
    count = np.isfinite(found).sum(axis=1)
    assert count.mean() == pytest.approx(440, abs=3)
    assert found.min() == pytest.approx(600 + 3 + 300), (
        "the first leaves after three seconds and walks five minutes"
    )
    first = ((found >= 900) & (found < 4900)).sum(axis=1)
    assert first.mean() == pytest.approx(240, abs=3)
    gaps = np.diff(found[:, :100], axis=1)
    assert gaps.mean() == pytest.approx(3.0, rel=0.01)
