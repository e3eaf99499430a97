"""The invented coast of the demonstration port: bay, islands, quays, anchorage and fairway as GeoJSON.

The port lies in open ocean, where no real land can be mistaken for it. Shapes are designed in kilometres east and
north of the port and roughened by midpoint displacement; the same seed gives the same coast to the last digit.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tongguan.engines.problems import Text

Point = tuple[float, float]
SEED = 9901
ORIGIN = (150.0, 30.0)
"""Longitude and latitude of the port, degrees."""
KM_A_DEGREE = 111.32
DECIMALS = 5
FAR_KM = 600.0
OFFICE = "9901"
GATES = (
    ((-6.4, 8.6), Text(zh="西卡口", en="West gate")),
    ((0.1, 8.9), Text(zh="中心卡口", en="Central gate")),
    ((6.6, 8.6), Text(zh="东卡口", en="East gate")),
)

SHORE: tuple[Point, ...] = (
    (-FAR_KM, -190),
    (-220, -96),
    (-110, -60),
    (-62, -36),
    (-40, -27),
    (-28, -25),
    (-19, -19),
    (-13, -17),
    (-11.5, -9),
    (-10, -2),
    (-8, 4.2),
)
HARBOUR: tuple[Point, ...] = ((-8, 4.2), (-6.5, 5.6), (6.5, 5.6), (8, 4.6))
BEYOND: tuple[Point, ...] = (
    (8, 4.6),
    (11, 1),
    (12.5, -5),
    (17, -7),
    (25, -2),
    (38, 3),
    (62, 8),
    (110, 22),
    (220, 40),
    (FAR_KM, 120),
)
ISLANDS: tuple[tuple[Point, float], ...] = (
    ((23, -24), 3.2),
    ((-24, -42), 4.4),
    ((37, -13), 1.7),
    ((29, -29), 1.1),
)
PIERS = ((-5.0, "A"), (-1.6, "B"), (1.8, "C"), (5.2, "D"))
FAIRWAY: tuple[Point, ...] = ((46, -62), (24, -42), (10, -25), (3.5, -13), (0.1, -3), (0.1, 1.2))
ANCHORAGE: tuple[Point, ...] = ((8, -13), (14, -13.5), (16, -19), (12.5, -21), (9, -18))
BREAKWATERS: tuple[tuple[Point, ...], ...] = (
    ((-8.4, 2.6), (-4.6, -0.2), (-2.2, -0.8)),
    ((9.4, 2.8), (5.4, -0.4), (2.6, -0.9)),
)


def port(seed: int = SEED) -> dict[str, Any]:
    """The port as a FeatureCollection; every feature has `kind`, `code` and names in both languages."""
    rng = random.Random(seed)  # noqa: S311 - a coast, not a secret
    shore = [*rough(SHORE, rng), *HARBOUR[1:-1], *rough(BEYOND, rng)]
    land = [*shore, (FAR_KM, FAR_KM), (-FAR_KM, FAR_KM)]
    features = [feature("land", "L0", Text(zh="云港", en="Yungang"), "Polygon", [ring(land)])]
    names = (
        Text(zh="灯台岛", en="Lantern Island"),
        Text(zh="鹭洲", en="Heron Isle"),
        Text(zh="望潮屿", en="Tidewatch"),
        Text(zh="双石", en="Twin Rock"),
    )
    for number, ((centre, radius), name) in enumerate(zip(ISLANDS, names, strict=True), start=1):
        shape = [ring(island(centre, radius, rng))]
        features.append(feature("land", f"L{number}", name, "Polygon", shape))
    for east, letter in PIERS:
        features += pier(east, letter)
    for number, (place, name) in enumerate(GATES, start=1):
        made = feature("gate", f"G{number}", name, "Point", placed([place])[0])
        made["properties"]["office"] = OFFICE
        features.append(made)
    for number, line in enumerate(BREAKWATERS, start=1):
        name = Text(zh="防波堤", en="Breakwater")
        features.append(feature("breakwater", f"W{number}", name, "LineString", placed(line)))
    name = Text(zh="锚地", en="Anchorage")
    features.append(feature("anchorage", "ANCH", name, "Polygon", [ring(ANCHORAGE)]))
    name = Text(zh="进港航道", en="Fairway")
    features.append(feature("fairway", "FWY", name, "LineString", placed(FAIRWAY)))
    return {"type": "FeatureCollection", "features": features}


def pier(east: float, letter: str) -> list[dict[str, Any]]:
    """A finger pier with two berths on either side and its yard behind."""
    half, tip, root = 0.42, 2.6, 6.0
    box = [(east - half, tip), (east + half, tip), (east + half, root), (east - half, root)]
    yard = [(east - 1.2, 6.3), (east + 1.2, 6.3), (east + 1.2, 8.0), (east - 1.2, 8.0)]
    made = [
        feature("quay", letter, Text(zh=f"{letter} 码头", en=f"Pier {letter}"), "Polygon", [ring(box)]),
        feature(
            "yard", f"Y{letter}", Text(zh=f"{letter} 堆场", en=f"Yard {letter}"), "Polygon", [ring(yard)]
        ),
    ]
    sides = ((-1, 3.2), (-1, 4.6), (1, 3.2), (1, 4.6))
    for number, (side, north) in enumerate(sides, start=1):
        code = f"{letter}{number}"
        place = placed([(east + side * (half + 0.16), north)])[0]
        made.append(feature("berth", code, Text(zh=f"{code} 泊位", en=f"Berth {code}"), "Point", place))
    return made


def island(centre: Point, radius: float, rng: random.Random) -> list[Point]:
    """A closed, roughened ring around a centre; kilometres."""
    corners = []
    for step in range(9):
        angle = step / 9 * math.tau
        reach = radius * rng.uniform(0.7, 1.15)
        corners.append((centre[0] + reach * math.cos(angle) * 1.3, centre[1] + reach * math.sin(angle)))
    return rough([*corners, corners[0]], rng)[:-1]


def rough(line: Sequence[Point], rng: random.Random, shortest_km: float = 0.45) -> list[Point]:
    """The line with every long piece broken at a displaced middle, again and again."""
    out = [line[0]]
    for end in line[1:]:
        out += _broken(out[-1], end, rng, shortest_km)
    return out


def _broken(start: Point, end: Point, rng: random.Random, shortest_km: float) -> list[Point]:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    far = math.hypot(*end) > 120 and math.hypot(*start) > 120
    if length < (shortest_km * 20 if far else shortest_km):
        return [end]
    shift = rng.gauss(0, 0.13)
    middle = ((start[0] + end[0]) / 2 - dy * shift, (start[1] + end[1]) / 2 + dx * shift)
    return [*_broken(start, middle, rng, shortest_km), *_broken(middle, end, rng, shortest_km)]


def placed(points: Iterable[Point]) -> list[list[float]]:
    """Kilometres from the port as longitude and latitude in degrees."""
    scale = KM_A_DEGREE * math.cos(math.radians(ORIGIN[1]))
    return [
        [round(ORIGIN[0] + east / scale, DECIMALS), round(ORIGIN[1] + north / KM_A_DEGREE, DECIMALS)]
        for east, north in points
    ]


def ring(points: Sequence[Point]) -> list[list[float]]:
    """A closed ring, anticlockwise as RFC 7946 wants an outer one."""
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True))
    turned = list(points) if area > 0 else list(points)[::-1]
    return placed([*turned, turned[0]])


def feature(kind: str, code: str, name: Text, shape: str, coordinates: Any) -> dict[str, Any]:
    """One GeoJSON feature."""
    return {
        "type": "Feature",
        "properties": {"kind": kind, "code": code, "zh": name.zh, "en": name.en},
        "geometry": {"type": shape, "coordinates": coordinates},
    }


def write(path: Path) -> None:
    """Write the port of the default seed as compact JSON."""
    path.write_text(json.dumps(port(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
