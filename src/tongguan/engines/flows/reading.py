"""Scenarios as JSON: read with problems that point into it, never with an exception, and written back the same."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from tongguan.engines.flows.scenario import (
    Flight,
    Flights,
    Poisson,
    Route,
    Scenario,
    Service,
    Shape,
    Shift,
    Station,
)
from tongguan.engines.problems import Problem, Text

DAY_S = 86_400.0
MOST_TRAVELLERS = 20_000
MOST_SERVERS = 500
MOST_STATIONS = 12
MOST_PARTS = 200
MOST_REPLICATIONS = 2_000
MOST_STEPS = 20_000_000
"""Travellers times stations times replications: about a minute of one processor."""
TEXTS = {
    "object": Text(zh="须为 JSON 对象", en="must be a JSON object"),
    "list": Text(zh="须为非空列表，且不能过长", en="must be a list that is not empty and not too long"),
    "number": Text(zh="须为数字，且在允许范围内", en="must be a number within the limits"),
    "whole": Text(zh="须为整数，且在允许范围内", en="must be a whole number within the limits"),
    "code": Text(
        zh="须为由字母、数字和下划线组成的短代码",
        en="must be a short code of letters, digits and underscores",
    ),
    "twice": Text(zh="代码重复", en="this code is used twice"),
    "kind": Text(zh="未知种类", en="unknown kind"),
    "shifts": Text(zh="班次须按时间先后排列", en="shifts must be in the order of time"),
    "route": Text(
        zh="只能从入口或靠前的站点通往靠后的站点", en="leads from the door or a station to a later station"
    ),
    "share": Text(zh="自同一地点出发的比例之和超过 1", en="the shares from one place add up to more than 1"),
    "size": Text(zh="旅客数 × 站点数 × 重复次数过大", en="travellers × stations × replications are too many"),
    "warmup": Text(zh="预热时间须短于模拟时长", en="the warm-up must be shorter than the horizon"),
}


class _Reader:
    """Reads values out of untrusted JSON and notes each problem with its place."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, code: str, pointer: str) -> None:
        self.problems.append(Problem(f"flows.{code}", TEXTS[code], pointer=pointer))

    def mapping(self, value: Any, pointer: str) -> Mapping[str, Any]:
        if isinstance(value, Mapping):
            return value
        self.wrong("object", pointer)
        return {}

    def items(self, value: Any, pointer: str, most: int = MOST_PARTS) -> list[Any]:
        if isinstance(value, list) and 0 < len(value) <= most:
            return value
        self.wrong("list", pointer)
        return []

    def number(
        self, value: Any, pointer: str, low: float, high: float, default: float | None = None
    ) -> float:
        if value is None and default is not None:
            return default
        able = isinstance(value, int | float) and not isinstance(value, bool)
        if able and math.isfinite(value) and low <= value <= high:
            return float(value)
        self.wrong("number", pointer)
        return low

    def whole(self, value: Any, pointer: str, low: int, high: int, default: int | None = None) -> int:
        if value is None and default is not None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.wrong("whole", pointer)
        return low

    def service(self, value: Any, pointer: str) -> Service:
        given = self.mapping(value, pointer)
        shape = given.get("shape", "exponential")
        if shape not in list(Shape):
            self.wrong("kind", f"{pointer}/shape")
            shape = "exponential"
        mean_s = self.number(given.get("mean_s"), f"{pointer}/mean_s", 0.01, DAY_S)
        return Service(Shape(shape), mean_s, self.number(given.get("cv"), f"{pointer}/cv", 0.0, 5.0, 0.0))


def read_scenario(data: Any) -> tuple[Scenario | None, list[Problem]]:
    """The scenario, or None with everything that is wrong with it."""
    reader = _Reader()
    given = reader.mapping(data, "")
    if reader.problems:
        return None, reader.problems
    name = given.get("name", "")
    horizon_s = reader.number(given.get("horizon_s"), "/horizon_s", 60.0, DAY_S)
    warmup_s = reader.number(given.get("warmup_s"), "/warmup_s", 0.0, DAY_S, 0.0)
    if warmup_s >= horizon_s:
        reader.wrong("warmup", "/warmup_s")
    stations = _stations(reader, given.get("stations"))
    scenario = Scenario(
        name=name[:100] if isinstance(name, str) and name.isprintable() else "",
        arrivals=_arrivals(reader, given.get("arrivals")),
        stations=stations,
        routes=_routes(reader, given.get("routes"), stations),
        horizon_s=horizon_s,
        warmup_s=warmup_s,
        replications=reader.whole(given.get("replications"), "/replications", 2, MOST_REPLICATIONS, 100),
        seed=reader.whole(given.get("seed"), "/seed", 0, 2**31, 1),
    )
    steps = scenario.expected * len(stations) * scenario.replications
    if not reader.problems and (scenario.expected > MOST_TRAVELLERS or steps > MOST_STEPS):
        reader.wrong("size", "/replications")
    return (None if reader.problems else scenario), reader.problems


def _arrivals(reader: _Reader, value: Any) -> Poisson | Flights:
    given = reader.mapping(value, "/arrivals")
    kind = given.get("kind")
    if kind == "poisson":
        rates = reader.items(given.get("per_hour"), "/arrivals/per_hour")
        return Poisson(
            tuple(
                reader.number(rate, f"/arrivals/per_hour/{at}", 0.0, MOST_TRAVELLERS)
                for at, rate in enumerate(rates)
            )
        )
    if kind != "flights":
        reader.wrong("kind", "/arrivals/kind")
        return Poisson((0.0,))
    flights = []
    for at, row in enumerate(reader.items(given.get("flights"), "/arrivals/flights")):
        place = f"/arrivals/flights/{at}"
        flight = reader.mapping(row, place)
        flights.append(
            Flight(
                reader.number(flight.get("at_s"), f"{place}/at_s", 0.0, DAY_S),
                reader.whole(flight.get("seats"), f"{place}/seats", 1, 900),
                reader.number(flight.get("load"), f"{place}/load", 0.0, 1.0, 0.8),
            )
        )
    default = Flights(())
    walk = reader.service(given["walk"], "/arrivals/walk") if "walk" in given else default.walk
    leave = reader.number(
        given.get("leave_per_min"), "/arrivals/leave_per_min", 1.0, 200.0, default.leave_per_min
    )
    return Flights(tuple(flights), leave, walk)


def _stations(reader: _Reader, value: Any) -> tuple[Station, ...]:
    found: list[Station] = []
    for at, row in enumerate(reader.items(value, "/stations", MOST_STATIONS)):
        place = f"/stations/{at}"
        given = reader.mapping(row, place)
        code = given.get("code")
        if not isinstance(code, str) or not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", code):
            reader.wrong("code", f"{place}/code")
            code = f"station_{at}"
        if code in {each.code for each in found}:
            reader.wrong("twice", f"{place}/code")
        found.append(
            Station(
                code,
                _shifts(reader, given.get("servers"), place),
                reader.service(given.get("service"), f"{place}/service"),
            )
        )
    return tuple(found)


def _shifts(reader: _Reader, value: Any, place: str) -> tuple[Shift, ...]:
    if isinstance(value, int):
        return (Shift(0.0, reader.whole(value, f"{place}/servers", 0, MOST_SERVERS)),)
    shifts = []
    for at, row in enumerate(reader.items(value, f"{place}/servers")):
        here = f"{place}/servers/{at}"
        given = reader.mapping(row, here)
        shifts.append(
            Shift(
                reader.number(given.get("at_s"), f"{here}/at_s", 0.0, DAY_S),
                reader.whole(given.get("servers"), f"{here}/servers", 0, MOST_SERVERS),
            )
        )
    if any(first.at_s >= second.at_s for first, second in pairwise(shifts)):
        reader.wrong("shifts", f"{place}/servers")
    return tuple(shifts)


def _routes(reader: _Reader, value: Any, stations: tuple[Station, ...]) -> tuple[Route, ...]:
    order = {"": -1} | {station.code: at for at, station in enumerate(stations)}
    if value is None and stations:  # one after the other
        return tuple(
            Route(start, station.code, 1.0)
            for start, station in zip(["", *(each.code for each in stations)], stations, strict=False)
        )
    found: list[Route] = []
    for at, row in enumerate(reader.items(value, "/routes")):
        place = f"/routes/{at}"
        given = reader.mapping(row, place)
        start, end = given.get("from", ""), given.get("to")
        known = isinstance(start, str) and isinstance(end, str) and start in order and end in order
        if not known or order[start] >= order[end]:
            reader.wrong("route", place)
            continue
        found.append(Route(start, end, reader.number(given.get("share"), f"{place}/share", 0.0, 1.0, 1.0)))
    for start in order:
        if sum(route.share for route in found if route.start == start) > 1 + 1e-9:
            reader.wrong("share", "/routes")
    return tuple(found)


def written(scenario: Scenario) -> dict[str, Any]:
    """The scenario as JSON that reads back the same."""
    arrivals: dict[str, Any]
    if isinstance(scenario.arrivals, Poisson):
        arrivals = {"kind": "poisson", "per_hour": list(scenario.arrivals.per_hour)}
    else:
        flights = [
            {"at_s": each.at_s, "seats": each.seats, "load": each.load} for each in scenario.arrivals.flights
        ]
        arrivals = {
            "kind": "flights",
            "flights": flights,
            "leave_per_min": scenario.arrivals.leave_per_min,
            "walk": _service(scenario.arrivals.walk),
        }
    return {
        "name": scenario.name,
        "horizon_s": scenario.horizon_s,
        "warmup_s": scenario.warmup_s,
        "replications": scenario.replications,
        "seed": scenario.seed,
        "arrivals": arrivals,
        "stations": [
            {
                "code": station.code,
                "servers": [{"at_s": shift.at_s, "servers": shift.servers} for shift in station.shifts],
                "service": _service(station.service),
            }
            for station in scenario.stations
        ],
        "routes": [{"from": route.start, "to": route.end, "share": route.share} for route in scenario.routes],
    }


def _service(service: Service) -> dict[str, Any]:
    return {"shape": service.shape.value, "mean_s": service.mean_s, "cv": service.cv}
