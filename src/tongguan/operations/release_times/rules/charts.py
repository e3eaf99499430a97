"""The charts of a study, declared once for page and paper. Every number in them stands in a table beside them, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongguan.engines.problems import Text
from tongguan.operations.release_times.contracts import Study
from tongguan.operations.release_times.enums import Party, StepCode
from tongguan.operations.release_times.rules.wording import DAY, HOUR, MINUTE
from tongguan.platform.charts.interface import colour

WIDTH = 620
Words = Callable[[Any], str]
HOURS = Text(zh="小时", en="hours")
SHARE = Text(zh="占全部时长的比例", en="Share of all time")
COUNT = Text(zh="报关单数", en="Declarations")
TARGET = Text(zh="目标", en="target")
STEPS = Text(zh="中位数至95分位（竖线：80分位）", en="median to 95th percentile (tick: 80th)")
UNITS = ((DAY, Text(zh="天", en="days")), (HOUR, HOURS), (MINUTE, Text(zh="分钟", en="minutes")))


def steps_chart(study: Study, words: Words) -> dict[str, Any]:
    """Each step's spread: from the median to the 95th percentile, with a tick at the 80th."""
    known = [each for each in study.figures if each.count and each.step != StepCode.CLEARANCE]
    size, unit = _unit(max((each.p95 or 0 for each in known), default=0))
    values = [
        {
            "step": words(StepCode(each.step).label),
            "p50": (each.p50 or 0) / size,
            "p80": (each.p80 or 0) / size,
            "p95": (each.p95 or 0) / size,
        }
        for each in known
    ]
    y = {"field": "step", "type": "nominal", "sort": None, "title": None}
    x = {"type": "quantitative", "title": f"{words(STEPS)} · {words(unit)}"}
    bar = {"type": "bar", "color": colour("chart-1"), "height": 12, "opacity": 0.75}
    return {
        "width": WIDTH,
        "height": {"step": 26},
        "data": {"values": values},
        "layer": [
            {"mark": bar, "encoding": {"y": y, "x": {"field": "p50", **x}, "x2": {"field": "p95"}}},
            {
                "mark": {"type": "tick", "color": colour("chart-2"), "thickness": 3, "size": 18},
                "encoding": {"y": y, "x": {"field": "p80", **x}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 45, "color": colour("text"), "opacity": 1},
                "encoding": {"y": y, "x": {"field": "p50", **x}},
            },
        ],
    }


def parties_chart(study: Study, words: Words) -> dict[str, Any]:
    """Whose the time was: one bar, parted."""
    names = [words(Party(each.party).label) for each in study.parties]
    values = [
        {"party": name, "share": each.share, "place": place}
        for place, (name, each) in enumerate(zip(names, study.parties, strict=True))
    ]
    tones = [colour(f"chart-{number}") for number in range(1, len(names) + 1)]
    return {
        "width": WIDTH,
        "height": 34,
        "data": {"values": values},
        "mark": {"type": "bar", "height": 26},
        "encoding": {
            "x": {
                "field": "share", "type": "quantitative", "stack": "zero", "title": words(SHARE),
                "axis": {"format": "%"}, "scale": {"domain": [0, 1]},
            },
            "color": {
                "field": "party", "type": "nominal", "scale": {"domain": names, "range": tones}, "title": None,
                "legend": {"orient": "top", "symbolType": "square"},
            },
            "order": {"field": "place"},
        },
    }  # fmt: skip


def distribution_chart(study: Study, words: Words) -> dict[str, Any]:
    """How the clearance times are spread, with the target where one is set; the last bin holds all beyond."""
    size, unit = _unit(study.bins[-1][1] if study.bins else 0)
    values = [{"from": low / size, "to": high / size, "count": count} for low, high, count in study.bins]
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": values},
            "mark": {"type": "bar", "color": colour("chart-1"), "binSpacing": 1},
            "encoding": {
                "x": {"field": "from", "bin": {"binned": True}, "title": words(unit)},
                "x2": {"field": "to"},
                "y": {"field": "count", "type": "quantitative", "title": words(COUNT)},
            },
        }
    ]
    target = study.clearance.target_seconds
    if target is not None and study.bins and target <= study.bins[-1][1]:
        at = {"values": [{"at": target / size, "word": words(TARGET)}]}
        x = {"field": "at", "type": "quantitative"}
        tone = colour("bad")
        layers += [
            {"data": at, "mark": {"type": "rule", "color": tone, "strokeDash": [4, 3]}, "encoding": {"x": x}},
            {
                "data": at,
                "mark": {"type": "text", "color": tone, "align": "left", "dx": 4, "y": 6},
                "encoding": {"x": x, "text": {"field": "word"}},
            },
        ]
    return {"width": WIDTH, "height": 170, "layer": layers}


def _unit(longest: float) -> tuple[float, Text]:
    """The unit in which the longest duration is a number one reads at a glance."""
    for size, unit in UNITS:
        if longest >= 2 * size:
            return float(size), unit
    return float(MINUTE), UNITS[-1][1]
