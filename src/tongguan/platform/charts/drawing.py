"""From a Vega-Lite declaration to SVG: drawn by vl-convert, offline, in a process of its own.

A chart names no colours but those of `COLOURS`. On a page they become the design system's CSS variables, so that the
chart follows light and dark by itself; on paper they become the variables' light values.
"""

from __future__ import annotations

import atexit
import json
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from functools import lru_cache
from typing import Any

from tongguan.platform.charts import drawer

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
LIMIT_S = 60


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
    svg = _DRAWER.ask(json.dumps({"spec": json.loads(spec), "config": _config()}))
    for name, (stand_in, on_paper) in COLOURS.items():
        svg = svg.replace(stand_in, f"var(--{name})" if surface is Surface.PAGE else on_paper)
    if surface is Surface.PAGE:
        head, rest = svg.split(">", 1)
        head = re.sub(r' (width|height|class)="[^"]*"', "", head)
        svg = f'{head} class="chart-drawn" aria-hidden="true">{rest}'.replace(
            f'font-family="{FONT_FAMILY}"', 'font-family="inherit"'
        )
    return svg


class Drawer:
    """The drawing process of this process: started by the first chart, started anew when it has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, line: str) -> str:
        """The SVG for one line of its protocol. ValueError for a declaration it refuses, RuntimeError where it died
        twice or took longer than LIMIT_S. Threads wait for each other, without Python's lock."""
        with self._lock:
            told = self._asked(line) or self._asked(line)
        if told is None:
            raise RuntimeError("the drawing process died over a chart, or took too long")
        if "error" in told:
            raise ValueError(told["error"])
        return told["svg"]

    def _asked(self, line: str) -> dict[str, str] | None:
        """What it answers; None where it has ended, and then it is gone."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        limit = threading.Timer(LIMIT_S, process.kill)
        limit.start()
        try:
            process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:
            answer = b""
        finally:
            limit.cancel()
        if not answer.endswith(b"\n"):
            self.end()
            return None
        found: dict[str, str] = json.loads(answer)
        return found

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", drawer.__name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._process

    def end(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(OSError):
                process.communicate()


_DRAWER = Drawer()
atexit.register(_DRAWER.end)


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
