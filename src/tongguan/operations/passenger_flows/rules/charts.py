"""Charts of throughput as declarations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongguan.operations.passenger_flows.rules.wording import MODEL_NAMES
from tongguan.platform.charts.interface import colour


def _name(model: str) -> str:
    return MODEL_NAMES[model].in_language(get_language() or "zh-hans")


def ratio_chart(result: Mapping[str, Any]) -> dict[str, Any]:
    """Times the paper desk's travellers an hour and channel by the number of kiosks, both models, with intervals and
    the wanted ratio."""
    rows = [
        {
            "kiosks": row["kiosks"],
            "ratio": row["ratio"]["mean"],
            "low": row["ratio"]["mean"] - (row["ratio"]["half"] or 0),
            "high": row["ratio"]["mean"] + (row["ratio"]["half"] or 0),
            "model": _name(model),
        }
        for model, figures in result["models"].items()
        for row in figures["sweep"]
        if row["ratio"]["mean"] is not None
    ]
    axis = {"field": "kiosks", "type": "quantitative", "title": _("Kiosks")}
    tone = {
        "field": "model",
        "type": "nominal",
        "title": None,
        "scale": {"range": [colour("chart-1"), colour("chart-2")]},
        "legend": {"orient": "top"},
    }
    return {
        "width": 620,
        "height": 260,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "area", "opacity": 0.18},
                "encoding": {
                    "x": axis,
                    "y": {"field": "low", "type": "quantitative", "title": _("Times the paper desk")},
                    "y2": {"field": "high"},
                    "color": tone,
                },
            },
            {
                "mark": {"type": "line", "point": True},
                "encoding": {"x": axis, "y": {"field": "ratio", "type": "quantitative"}, "color": tone},
            },
            {
                "data": {"values": [{"wanted": result["wanted"]}]},
                "mark": {"type": "rule", "strokeDash": [6, 4], "color": colour("bad")},
                "encoding": {"y": {"field": "wanted", "type": "quantitative"}},
            },
        ],
    }


def people_chart(result: Mapping[str, Any]) -> dict[str, Any]:
    """People in the hall over the day, before and after, one panel a model."""
    ways = {"before": _("Paper desks"), "after": _("Kiosks and lanes")}
    rows = [
        {"minute": at / 60, "people": people, "way": ways[way], "model": _name(model)}
        for model, figures in result["models"].items()
        for way in ways
        for at, people in figures[way]["curve"]
    ]
    return {
        "data": {"values": rows},
        "facet": {"column": {"field": "model", "type": "nominal", "title": None}},
        "spec": {
            "width": 300,
            "height": 220,
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {
                "x": {"field": "minute", "type": "quantitative", "title": _("Minutes")},
                "y": {"field": "people", "type": "quantitative", "title": _("People in the hall")},
                "color": {
                    "field": "way",
                    "type": "nominal",
                    "title": None,
                    "sort": list(ways.values()),
                    "scale": {"domain": list(ways.values()), "range": [colour("chart-2"), colour("chart-3")]},
                    "legend": {"orient": "top"},
                },
            },
        },
    }
