"""The invented coast: the shipped file is the generator's, rings are closed, the ways of ships lie in water."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from itertools import pairwise

from tongguan.operations.vessels import queries
from tongguan.simulator.coast import FAIRWAY, port


def inside(point: Sequence[float], ring: Sequence[Sequence[float]]) -> bool:
    """Whether a point lies within a closed ring: crossings of a ray to the east."""
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > point[1]) != (y2 > point[1]):
            crossings += point[0] < x1 + (point[1] - y1) / (y2 - y1) * (x2 - x1)
    return crossings % 2 == 1


def of(kind: str) -> list[dict]:
    return [f for f in port()["features"] if f["properties"]["kind"] == kind]


def test_the_shipped_file_is_what_the_generator_makes() -> None:
    assert json.loads(queries.PORT.read_text(encoding="utf-8")) == port()


def test_another_seed_is_another_coast() -> None:
    assert port(1) != port(2)
    assert port(7) == port(7)


def test_rings_are_closed_and_codes_unique() -> None:
    features = port()["features"]
    for feature in features:
        if feature["geometry"]["type"] == "Polygon":
            for ring in feature["geometry"]["coordinates"]:
                assert ring[0] == ring[-1]
                assert len(ring) >= 4
    codes = [f["properties"]["code"] for f in features]
    assert len(codes) == len(set(codes))


def test_ships_sail_and_anchor_in_water_and_gates_stand_on_land() -> None:
    land = [f["geometry"]["coordinates"][0] for f in of("land")]
    way = of("fairway")[0]["geometry"]["coordinates"]
    assert len(way) == len(FAIRWAY)
    steps = [
        [a[0] + (b[0] - a[0]) * t / 50, a[1] + (b[1] - a[1]) * t / 50]
        for a, b in pairwise(way)
        for t in range(51)
    ]
    places = steps + of("anchorage")[0]["geometry"]["coordinates"][0]
    places += [f["geometry"]["coordinates"] for f in of("berth")]
    assert not [place for place in places if any(inside(place, ring) for ring in land)]
    assert all(inside(f["geometry"]["coordinates"], land[0]) for f in of("gate"))
    assert all(math.isfinite(x) for place in places for x in place)
