"""From a Vega-Lite declaration to SVG: drawn by vl-convert in this process, offline.

A chart names no colours but those of `COLOURS`. On a page they become the design system's CSS variables, so that the
chart follows light and dark by itself; on paper they become the variables' light values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc

FONT_FAMILY = "Noto Sans CJK SC"
COLOURS = {
    "text": ("#010101", "#16202c"),
    "muted": ("#020202", "#4d5b6a"),
    "line": ("#030303", "#d3dae3"),
    "chart-1": ("#040404", "#1b57a6"),
    "chart-2": ("#050505", "#b9541a"),
    "chart-3": ("#060606", "#1f7a5a"),
    "chart-4": ("#070707", "#7a4fa3"),
    "chart-5": ("#080808", "#806400"),
    "bad": ("#090909", "#ab231b"),
}
"""Name of the CSS variable: the stand-in that a declaration carries, and the colour on paper."""
KEPT = 64
VL_VERSION = "5.21"


class Surface(StrEnum):
    """Where a chart is shown."""

    PAGE = "page"
    PAPER = "paper"


def colour(name: str) -> str:
    """What a declaration writes for a colour of the house; KeyError for an unknown name."""
    return COLOURS[name][0]


def draw(spec: Mapping[str, Any], surface: Surface) -> str:
    """The chart as SVG: for a page without fixed size, for inline use; for paper whole.

    ValueError where the declaration is not valid Vega-Lite. The same declaration gives the same SVG.
    """
    return _drawn(json.dumps(spec, sort_keys=True, ensure_ascii=False), surface)


@lru_cache(maxsize=KEPT)
def _drawn(spec: str, surface: Surface) -> str:
    svg = _converter().vegalite_to_svg(
        json.loads(spec), vl_version=VL_VERSION, config=_config(), allowed_base_urls=[]
    )
    for name, (stand_in, on_paper) in COLOURS.items():
        svg = svg.replace(stand_in, f"var(--{name})" if surface is Surface.PAGE else on_paper)
    if surface is Surface.PAGE:
        head, rest = svg.split(">", 1)
        head = re.sub(r' (width|height|class)="[^"]*"', "", head)
        svg = f'{head} class="chart-drawn" aria-hidden="true">{rest}'.replace(
            f'font-family="{FONT_FAMILY}"', 'font-family="inherit"'
        )
    return str(svg)


@lru_cache(maxsize=1)
def _converter() -> Any:
    """The library with the house's font; loaded by the first chart of a process, since it holds a JavaScript engine."""
    import vl_convert

    vl_convert.register_font_directory(str(Path(str(noto_cjk_sans_otc.FONT_PATH)).parent))
    return vl_convert


def _config() -> dict[str, Any]:
    """The house's look: no frame, quiet grid, one font."""
    text, muted, line = colour("text"), colour("muted"), colour("line")
    return {
        "font": FONT_FAMILY,
        "background": None,
        "view": {"stroke": None},
        "axis": {
            "labelColor": text, "titleColor": muted, "gridColor": line, "domainColor": line, "tickColor": line,
            "labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal", "labelLimit": 320,
        },
        "legend": {"labelColor": text, "titleColor": muted, "titleFontWeight": "normal", "labelLimit": 320},
        "title": {"color": text, "fontWeight": "normal"},
        "text": {"color": text},
        "range": {"category": [colour(f"chart-{number}") for number in range(1, 6)]},
        "bar": {"color": colour("chart-1")},
        "rule": {"color": muted},
    }  # fmt: skip
