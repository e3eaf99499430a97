"""Small charts as geometry: numbers in, shapes for inline SVG out. Every chart also says itself in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from tongguan.platform.ui.contracts import Share

WIDTH, HEIGHT = 100.0, 30.0
SERIES = 5


@dataclass(frozen=True, slots=True)
class Spark:
    """A line and the area under it, in a box of WIDTH by HEIGHT."""

    line: str
    area: str
    first: float
    last: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle of a chart; sizes are percentages of its box."""

    share: Share
    x: float
    y: float
    width: float
    height: float
    percent: float
    series: int = 1


def _finite(values: Sequence[float | None]) -> list[float]:
    return [float(value) for value in values if value is not None and math.isfinite(value)]


def spark(values: Sequence[float | None]) -> Spark | None:
    """The shape of a series of equally spaced values; gaps are skipped; None with fewer than two of them."""
    known = _finite(values)
    if len(known) < 2:
        return None
    lowest, highest = min(known), max(known)
    span = (highest - lowest) or 1.0
    step = WIDTH / (len(known) - 1)
    points = [(i * step, HEIGHT - 1 - (v - lowest) / span * (HEIGHT - 2)) for i, v in enumerate(known)]
    line = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
    return Spark(line, f"{line}V{HEIGHT:g}H0Z", known[0], known[-1], lowest, highest)


def _percent(value: float, whole: float) -> float:
    return round(100.0 * value / whole, 2) if whole > 0 else 0.0


def bars(shares: Sequence[Share]) -> list[Bar]:
    """Horizontal bars; the longest fills its track. Negative values are drawn as nothing."""
    longest = max((share.value for share in shares), default=0.0)
    whole = sum(max(share.value, 0.0) for share in shares)
    return [
        Bar(
            share, 0, 0, _percent(max(share.value, 0.0), longest), 100, _percent(max(share.value, 0.0), whole)
        )
        for share in shares
    ]


def stacked(shares: Sequence[Share]) -> list[Bar]:
    """One bar cut into shares, in the given order; colours repeat after five."""
    values = [max(share.value, 0.0) for share in shares]
    whole = sum(values)
    starts = [0.0, *accumulate(values)]
    return [
        Bar(s, _percent(start, whole), 0, _percent(v, whole), 100, _percent(v, whole), index % SERIES + 1)
        for index, (s, v, start) in enumerate(zip(shares, values, starts, strict=False))
    ]


def distribution(shares: Sequence[Share]) -> list[Bar]:
    """Upright bars of equal width, such as a histogram; the marked ones stand out."""
    highest = max((share.value for share in shares), default=0.0)
    whole = sum(max(share.value, 0.0) for share in shares)
    slot = 100.0 / max(len(shares), 1)
    return [
        Bar(s, i * slot, 100 - height, slot * 0.86, height, _percent(max(s.value, 0.0), whole))
        for i, s in enumerate(shares)
        for height in (_percent(max(s.value, 0.0), highest),)
    ]
