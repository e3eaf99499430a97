"""A stored back-test in words and bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongguan.operations.selection.tables.listing import percent
from tongguan.platform.ui.interface import Share

UNKNOWN = "—"


def back_test_words(found: Mapping[str, Any]) -> dict[str, Any]:
    """What the page of a back-test shows, from its stored form."""
    days = found["days"]
    capacity = days[-1]["capacity"] if days else None
    return {
        "rate_words": _rate(found["rate"]),
        "base_words": _rate(found["base"]),
        "lift_words": _lift(found["lift"]),
        "findings_words": _total(found["findings"], found["rate"]["examined"]),
        "revenue_words": _total(found["revenue"], found["rate"]["examined"]),
        "hits_by_day": [Share(day["day"], day["hits"]) for day in days],
        "days": [{**day, "together": day["load"] + day["added"]} for day in days],
        "over": sum(day["over"] for day in days),
        "capacity": capacity,
        "overlaps": [
            {**each, "of_this": percent(each["of_this"]), "of_other": percent(each["of_other"])}
            for each in found["overlaps"]
        ],
    }


def _rate(found: Mapping[str, Any]) -> str:
    if found["rate"] is None:
        return UNKNOWN
    return f"{percent(found['rate'])} ({percent(found['low'])} – {percent(found['high'])}), n = {found['examined']}"


def _lift(found: Mapping[str, Any]) -> str:
    if found["high"] is None:
        return UNKNOWN
    value = UNKNOWN if found["value"] is None else f"{found['value']:.2f}"
    return f"{value} ({found['low']:.2f} – {found['high']:.2f})"


def _total(found: Mapping[str, Any], examined: int) -> str:
    """Nothing examined says nothing; where nothing was found its spread is unknown, so no interval is shown."""
    if not examined or not found["value"]:
        return f"0, n = {examined}" if examined else UNKNOWN
    return f"{found['value']:,.1f} ({found['low']:,.1f} – {found['high']:,.1f})"
