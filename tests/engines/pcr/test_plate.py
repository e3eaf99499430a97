"""Plates: layouts, plates put in the wrong way round; tube numbers; a laboratory's load; the second measurement."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.pcr.kits import KIT
from tongguan.engines.pcr import (
    Result,
    Role,
    Well,
    dorfman,
    is_turned,
    layout,
    load,
    places,
    read_place,
    read_tube,
    room,
    single,
    tube_number,
    turned,
    verdict_of,
)  # fmt: skip

NONE = {"ORF1ab": None, "N": None}
CAME = {"ORF1ab": 25.0, "N": 25.0}
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@given(st.integers(1, 94), st.integers(1, 3))
def test_every_replicate_has_a_well_of_its_own_and_the_controls_theirs(count, replicates):
    tubes = [f"T{n}" for n in range(count)]
    if count > room(replicates):
        with pytest.raises(ValueError, match="different tubes"):
            layout(tubes, replicates)
        return
    planned = layout(tubes, replicates)
    assert len({each.place for each in planned}) == len(planned) == count * replicates + 2
    assert {each.place for each in planned} <= set(places())
    assert [each.place for each in planned if each.role is not Role.SAMPLE] == ["G12", "H12"]


def test_a_tube_twice_is_no_layout():
    with pytest.raises(ValueError, match="different"):
        layout(["T1", "T1"], 2)


@given(st.sampled_from(list(places())))
def test_turning_twice_changes_nothing(place):
    assert turned(turned(place)) == place != turned(place)
    assert read_place(f" {place[0].lower()}0{place[1:]} ") == place


def test_a_turned_plate_is_told_from_a_failed_one():
    planned = layout(["T1", "T2"], 2)
    straight = {each.place: NONE for each in planned} | {"H12": CAME}
    around = {turned(place): found for place, found in straight.items()}
    assert not is_turned(planned, straight, KIT)
    assert is_turned(planned, straight | around | {"H12": NONE, "G12": NONE}, KIT)
    assert is_turned(planned, around, KIT)
    assert not is_turned(planned, straight | {"H12": NONE}, KIT), "the positive control failed: that is all"
    assert not is_turned(planned, {}, KIT)


@given(st.integers(0, 9_999_999), st.integers(0, 12), st.sampled_from(string.digits + string.ascii_uppercase))
def test_one_wrong_sign_on_a_tube_is_seen(number, at, sign):
    tube = tube_number("NS", 2026, number)
    assert read_tube(f" {tube[:4].lower()}-{tube[4:]} ") == tube
    wrong = tube[:at] + sign + tube[at + 1 :]
    assert (read_tube(wrong) == wrong) == (wrong == tube)


def test_two_neighbours_swapped_on_a_tube_are_seen():
    missed = 0
    for number in range(0, 9_999_999, 1237):
        tube = tube_number("NS", 2026, number)
        for at in range(12):
            if tube[at] != tube[at + 1]:
                swapped = tube[:at] + tube[at + 1] + tube[at] + tube[at + 2 :]
                missed += read_tube(swapped) is not None
    assert missed == 0


def test_335_persons_are_67_percent_of_a_day_or_34_tubes_in_tens():
    alone = load(single(), persons=335, per_day=500, waiting=0, start=NOW, turnaround=timedelta(hours=4))
    assert (alone.first_round, alone.share) == (335, 0.67)
    assert alone.done_at == alone.first_done_at == NOW + timedelta(days=0.67, hours=4)
    tens = load(
        dorfman(0.006, 10), persons=335, per_day=500, waiting=100, start=NOW, turnaround=timedelta(hours=4)
    )
    assert tens.first_round == 34
    assert tens.expected == pytest.approx(34 + 335 * (1 - 0.994**10))
    assert tens.first_done_at == NOW + timedelta(days=134 / 500, hours=4)
    assert tens.done_at == tens.first_done_at + timedelta(days=(tens.expected - 34) / 500, hours=4)
    never = load(single(), persons=1, per_day=0, waiting=0, start=NOW, turnaround=timedelta(hours=4))
    assert never.done_at is None


def well(place: str, orf: float | None, n: float | None) -> Well:
    return Well(
        place,
        Role.SAMPLE,
        "T",
        {"ORF1ab": orf, "N": n, "IC": 27.0},
        dict.fromkeys(("ORF1ab", "N", "IC"), True),
    )


@pytest.mark.parametrize(
    ("wells", "first", "second"),
    [
        ([well("A1", 38.0, 38.0)], Result.REPEAT, Result.POSITIVE),
        ([well("A1", 30.0, 30.0), well("A2", None, None)], Result.REPEAT, Result.POSITIVE),
        (
            [well("A1", 38.0, None), well("A2", None, None), well("A3", None, None)],
            Result.REPEAT,
            Result.NEGATIVE,
        ),
        ([well("A1", 38.0, None)], Result.REPEAT, Result.RECOLLECT),
        ([well("A1", None, None)], Result.NEGATIVE, Result.NEGATIVE),
    ],
)
def test_a_grey_sample_is_decided_by_its_second_measurement(wells, first, second):
    assert verdict_of("T", wells, KIT).result is first
    assert verdict_of("T", wells, KIT, repeated=True).result is second
