"""The charts of the laboratory, declared once for page and paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tongguan.engines.problems import Text
from tongguan.platform.charts.interface import colour

WIDTH, HEIGHT = 620, 240
CYCLE = Text(zh="循环", en="Cycle")
RISE = Text(zh="荧光增量（RFU）", en="Rise of fluorescence (RFU)")
ROLES = {
    "sample": Text(zh="样本", en="Sample"),
    "positive_control": Text(zh="阳性对照", en="Positive control"),
    "no_template": Text(zh="无模板对照", en="No template"),
    "empty": Text(zh="未排", en="Not planned"),
}
TONES = {"sample": "chart-1", "positive_control": "good", "no_template": "bad", "empty": "chart-3"}
Words = Callable[[Any], str]


def curves_chart(rows: Sequence[dict[str, Any]], words: Words) -> dict[str, Any]:
    """The curves of one channel, one line a well, controls in colours and strokes of their own."""
    present = [role for role in ROLES if any(row["role"] == role for row in rows)]
    names = [words(ROLES[role]) for role in present]
    values = [{**row, "kind": words(ROLES[row["role"]])} for row in rows]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": values},
        "mark": {"type": "line", "strokeWidth": 1.2, "opacity": 0.85},
        "encoding": {
            "x": {"field": "cycle", "type": "quantitative", "title": words(CYCLE), "axis": {"grid": False}},
            "y": {"field": "rise", "type": "quantitative", "title": words(RISE)},
            "detail": {"field": "well"},
            "color": {
                "field": "kind", "type": "nominal", "title": None, "legend": {"orient": "top"},
                "scale": {"domain": names, "range": [colour(TONES[role]) for role in present]},
            },
            "strokeDash": {
                "field": "kind", "type": "nominal", "legend": None,
                "scale": {"domain": names, "range": [[1, 0] if role == "sample" else [5, 3] for role in present]},
            },
        },
    }  # fmt: skip
