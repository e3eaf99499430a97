"""Networks of stations, two ways beside each other, and scenarios out of hostile files."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.flows import (
    Flight,
    Flights,
    Holds,
    Poisson,
    Route,
    Scenario,
    Service,
    Shape,
    Shift,
    Station,
    compare,
    mmc_wait,
    read_scenario,
    simulate,
    sweep,
    written,
)

HOUR = 3600.0
SMART = Scenario(
    name="smart",
    arrivals=Poisson((1800.0,)),
    stations=(
        Station("kiosk", (Shift(0, 126),), Service(Shape.LOGNORMAL, 150, 0.5)),
        Station("lane", (Shift(0, 10),), Service(Shape.LOGNORMAL, 18, 0.3)),
        Station("referral", (Shift(0, 5),), Service(Shape.LOGNORMAL, 120, 0.5)),
    ),
    routes=(Route("", "kiosk", 1.0), Route("kiosk", "lane", 1.0), Route("lane", "referral", 0.06)),
    horizon_s=2.5 * HOUR,
    warmup_s=0.5 * HOUR,
    replications=10,
    seed=3,
)
PAPER = replace(
    SMART,
    stations=(Station("desk", (Shift(0, 10),), Service(Shape.LOGNORMAL, 75, 0.5)),),
    routes=(Route("", "desk", 1.0),),
)
CHANNELS = {"channels_before": 10, "channels_after": 10}


def test_a_tandem_of_exponential_stations_is_two_queues_of_erlang():
    """Jackson: each station of the tandem waits as if it were alone; after the split the second has its share."""
    per_s, share = 0.04, 0.5
    scenario = Scenario(
        name="jackson",
        arrivals=Poisson((per_s * HOUR,)),
        stations=(
            Station("a", (Shift(0, 3),), Service(Shape.EXPONENTIAL, 60)),
            Station("b", (Shift(0, 2),), Service(Shape.EXPONENTIAL, 70)),
        ),
        routes=(Route("", "a", 1.0), Route("a", "b", share)),
        horizon_s=12 * HOUR,
        warmup_s=4 * HOUR,
        replications=150,
        seed=2,
    )
    result = simulate(scenario)
    for station, exact in zip(
        result.stations, (mmc_wait(3, per_s, 60), mmc_wait(2, per_s * share, 70)), strict=True
    ):
        assert abs(station.wait_s.mean - exact) <= 1.5 * station.wait_s.half, station
    visits = [station.visits.mean for station in result.stations]
    assert visits[1] / visits[0] == pytest.approx(share, rel=0.02)


def test_nobody_is_lost_and_littles_law_holds():
    calm = replace(SMART, arrivals=Poisson((600.0, 0.0)), horizon_s=4 * HOUR, warmup_s=0)
    result = simulate(calm)
    assert result.arrived.mean == pytest.approx(1200, rel=0.02)
    assert result.passed.mean == pytest.approx(result.arrived.mean, rel=1e-9), "all have left by the end"
    inside = sum(people for _at, people in result.curve) / len(result.curve)
    assert inside == pytest.approx(result.arrived.mean / (4 * HOUR) * result.time_s.mean, rel=0.06)


def test_the_same_seed_is_the_same_day_and_another_is_not():
    first, again, other = simulate(SMART), simulate(SMART), simulate(replace(SMART, seed=4))
    assert (first.each_per_hour == again.each_per_hour).all()
    assert (first.each_per_hour != other.each_per_hour).any()


def test_both_ways_have_the_same_travellers():
    found = compare(PAPER, SMART, **CHANNELS)
    assert found.before.arrived == found.after.arrived


def test_three_times_holds_where_demand_kiosks_lanes_and_referral_bear_it_and_not_else():
    full = compare(PAPER, SMART, **CHANNELS)
    assert full.holds is Holds.YES
    assert 3.0 < full.ratio.mean < full.ceiling * 1.01
    calm = compare(
        replace(PAPER, arrivals=Poisson((450.0,))), replace(SMART, arrivals=Poisson((450.0,))), **CHANNELS
    )
    assert (calm.holds, calm.bound) == (Holds.NO, "demand")
    assert calm.ratio.mean == pytest.approx(1.0, abs=0.05), "who all pass before pass after, too"
    few = dict(sweep(PAPER, SMART, station="kiosk", counts=[20, 40], **CHANNELS))
    assert {each.holds for each in few.values()} == {Holds.NO}
    assert {each.bound for each in few.values()} == {"kiosk"}
    assert few[20].ratio.mean == pytest.approx(few[20].ceiling, rel=0.05)
    narrow = replace(
        SMART,
        stations=(*SMART.stations[:1], replace(SMART.stations[1], shifts=(Shift(0, 4),)), SMART.stations[2]),
    )
    assert compare(PAPER, narrow, **CHANNELS).bound == "lane"


def test_planeloads_leave_gaps_that_no_lane_fills():
    flights = Flights(tuple(Flight(at * 2880.0, 240, 0.8) for at in range(4) for _same in range(6)))
    even = compare(PAPER, SMART, **CHANNELS)
    batches = compare(replace(PAPER, arrivals=flights), replace(SMART, arrivals=flights), **CHANNELS)
    assert batches.ratio.mean < even.ratio.mean
    assert batches.after.wait_s.mean > even.after.wait_s.mean


def test_progress_is_told_and_ends_at_one():
    heard: list[float] = []
    simulate(replace(SMART, replications=120), heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1
    assert len(heard) == 3


def test_a_scenario_reads_back_as_written():
    flights = Flights((Flight(0, 240, 0.8), Flight(600, 180, 1.0)), 25, Service(Shape.GAMMA, 300, 0.4))
    for scenario in (SMART, replace(SMART, arrivals=flights)):
        read, problems = read_scenario(json.loads(json.dumps(written(scenario))))
        assert not problems
        assert read == scenario


ONE = {"code": "a", "servers": 1, "service": {"mean_s": 1}}
SHIFTS = [{"at_s": 5, "servers": 1}, {"at_s": 5, "servers": 2}]
SHARES = [{"from": "", "to": "lane", "share": 0.6}, {"from": "", "to": "kiosk", "share": 0.6}]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"stations": []}, "/stations"),
        ({"stations": [ONE | {"code": "A B"}]}, "/stations/0/code"),
        ({"stations": [ONE, ONE]}, "/stations/1/code"),
        ({"stations": [ONE | {"servers": -1}]}, "/stations/0/servers"),
        ({"stations": [ONE | {"servers": True}]}, "/stations/0/servers"),
        ({"stations": [ONE | {"service": {"mean_s": float("nan")}}]}, "/stations/0/service/mean_s"),
        ({"stations": [ONE | {"servers": SHIFTS}]}, "/stations/0/servers"),
        ({"routes": [{"from": "lane", "to": "kiosk"}]}, "/routes/0"),
        ({"routes": SHARES}, "/routes"),
        ({"routes": [{"from": [], "to": {}}]}, "/routes/0"),
        ({"arrivals": {"kind": "poisson", "per_hour": [1e9]}}, "/arrivals/per_hour/0"),
        ({"arrivals": {"kind": "tide"}}, "/arrivals/kind"),
        ({"arrivals": 3}, "/arrivals"),
        ({"replications": 10**9}, "/replications"),
        ({"replications": 2000, "arrivals": {"kind": "poisson", "per_hour": [9000]}}, "/replications"),
        ({"warmup_s": 99_999}, "/warmup_s"),
        ({"horizon_s": "long"}, "/horizon_s"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place(change, pointer):
    read, problems = read_scenario(written(SMART) | change)
    assert read is None
    assert pointer in {problem.pointer for problem in problems}


KEYS = [
    "arrivals", "kind", "per_hour", "flights", "stations", "code", "servers", "service", "mean_s", "routes", "from",
    "to", "share", "horizon_s", "walk", "at_s", "seats",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)


@given(JSON)
def test_no_file_raises(data):
    read, problems = read_scenario(data)
    assert (read is None) == bool(problems)


@given(st.sampled_from(sorted(written(SMART))), JSON)
def test_no_spoiled_scenario_raises(key, value):
    read, problems = read_scenario(written(SMART) | {key: value})
    assert (read is None) == bool(problems)
