"""Recordings, places and what hostile devices send."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.fieldwork import (
    Segment,
    Still,
    continuous,
    distance_m,
    read_degrees,
    read_list,
    read_segments,
    read_stills,
    read_time,
)

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
LIMIT = timedelta(seconds=3)


def recording(*spans: tuple[float, float]) -> list[Segment]:
    """Segments from and to these seconds."""
    second = timedelta(seconds=1)
    return [Segment(f"{n:064x}", START + a * second, START + b * second) for n, (a, b) in enumerate(spans)]


@pytest.mark.parametrize(
    ("spans", "whole"),
    [
        (((0, 10),), True),
        (((0, 10), (10, 20), (23, 30)), True),
        (((0, 10), (13.001, 20)), False),
        (((0, 10), (9.999, 20)), False),
        (((0, 10), (10, 10)), False),
        (((10, 20), (0, 10)), False),
        ((), False),
    ],
)
def test_a_recording_is_whole_up_to_the_limit(spans, whole) -> None:
    assert continuous(recording(*spans), LIMIT) is whole


def test_what_is_told_is_read_again() -> None:
    segments = recording((0, 10), (10, 20))
    assert read_segments(json.dumps([each.told() for each in segments])) == segments
    still = Still("a" * 64, START, read_degrees("22.5700", 90), read_degrees("-114.27", 180))
    assert read_stills(json.dumps([still.told()])) == [still]
    assert still.place == "22.57000,-114.27000"
    hour = timedelta(hours=1)
    assert still.moved(hour).taken_at == START + hour
    assert segments[0].moved(hour).ended_at == segments[0].ended_at + hour


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["digest", "started_at", "x"]), inner),
)


@given(json_values)
def test_nothing_a_device_sends_raises(value) -> None:
    text = json.dumps(value)
    for given_ in (text, value):
        read_segments(given_)
        read_stills(given_)
        read_list(given_, 5)
        read_time(given_)
        read_degrees(given_, 90)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-03-01T08:00:00", "9" * 99, "0001-01-01T00:00:00+23:59"]
)
def test_a_time_has_its_zone_and_lies_on_the_clock(text) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(
    ("given_", "most"), [("91", 90), ("NaN", 90), ("Infinity", 180), ("", 90), ("1,5", 90)]
)
def test_what_is_no_place(given_, most) -> None:
    assert read_degrees(given_, most) is None


def test_distances_along_the_globe() -> None:
    # One minute of arc of latitude is a nautical mile by its old definition, 1,852 m, within 0.6 %.
    assert distance_m(30, 120, 30 + 1 / 60, 120) == pytest.approx(1852, rel=0.006)
    assert distance_m(0, 0, 0, 180) == pytest.approx(20_015_114, rel=1e-6)
    assert distance_m("30.1", "120.2", "30.1", "120.2") == 0
