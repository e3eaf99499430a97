"""From fluorescence to Ct: baseline, threshold, crossing, and whether there is a clear rise at all.

The baseline is the straight line through the cycles before take-off (the largest second difference of the smoothed
curve), fitted robustly; the threshold lies ten standard deviations of the baseline above it unless the kit fixes one;
Ct is the fractional cycle at which the corrected curve crosses it for good, interpolated on the logarithm, where
growth is straight (Ruijter et al., Nucleic Acids Res. 37, 2009, e45; MIQE guidelines, Clin. Chem. 55, 2009, 611).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tongguan.engines.pcr.kit import Kit

Floats = npt.NDArray[np.float64]

FIRST_CYCLE = 3
"""The first two cycles are unsettled: they are in no baseline."""
LEAST_BASELINE, BEFORE_TAKE_OFF = 4, 8
"""The largest second difference lies two cycles before the middle of the rise; eight before it nothing is seen."""
LEAST_SLOPE = 8
"""Fewer cycles carry a level, no slope: thirty cycles on, a short line would point anywhere."""
MOST_FALL = 0.3
"""A curve that loses more of its level over the run shows a fault of lamp, dye or well."""
DEVIATIONS = 10.0
LEAST_CYCLES, MOST_CYCLES = 15, 100
HOLDS = 3
"""Cycles the curve must stay above the threshold: a spike is no amplification."""


@dataclass(frozen=True, slots=True)
class Curve:
    """What a well's curve says: Ct (None without a crossing), whether the rise is clear, the rise above the baseline,
    the growth a cycle at the crossing (2 at best), the baseline's noise; `fault` names a curve that says nothing."""

    ct: float | None
    clear: bool
    rise: float
    growth: float
    noise: float
    fault: str = ""


def read_curve(fluorescence: npt.ArrayLike, kit: Kit) -> Curve:
    """Read one curve, one value a cycle from cycle 1 on. Never raises on values: faults are named `too_short`,
    `too_long`, `not_finite`, `saturated` (the detector's ceiling from the start) or `falling`."""
    values = np.asarray(fluorescence, float).ravel()
    fault = _fault(values)
    if fault:
        return Curve(None, False, 0.0, 0.0, 0.0, fault)
    take_off = _take_off(values)
    line, noise = _baseline(values, take_off)
    corrected = values - line
    rise = float(np.median(corrected[-HOLDS:]))
    threshold = kit.threshold if kit.threshold is not None else max(DEVIATIONS * noise, 1e-9)
    least = kit.least_rise if kit.least_rise is not None else 2 * threshold
    start, end = (
        float(np.median(values[FIRST_CYCLE - 1 : FIRST_CYCLE + 4])),
        float(np.median(values[-HOLDS:])),
    )
    if start - end > max(MOST_FALL * abs(start), DEVIATIONS * float(np.median(abs(np.diff(values, 2))))):
        return Curve(None, False, rise, 0.0, noise, "falling")
    place = _crossing(corrected, threshold)
    if place is None:
        return Curve(None, False, rise, 0.0, noise)
    ct, growth = _interpolated(corrected, threshold, place)
    return Curve(ct, rise >= least and growth > 1.15, rise, growth, noise)


def _fault(values: Floats) -> str:
    if len(values) < LEAST_CYCLES:
        return "too_short"
    if len(values) > MOST_CYCLES:
        return "too_long"
    if not np.isfinite(values).all():
        return "not_finite"
    top = values.max()
    if top > 0 and (values[:5] >= top).all():
        return "saturated" if np.ptp(values) == 0 and top > 1 else ""
    return ""


def _take_off(values: Floats) -> int:
    """The cycle (from 0) of the largest second difference of the smoothed curve."""
    padded = np.pad(values, 2, mode="edge")
    smooth = np.convolve(padded, np.ones(5) / 5, mode="valid")
    second = smooth[2:] - 2 * smooth[1:-1] + smooth[:-2]
    first = FIRST_CYCLE + LEAST_BASELINE
    return first + int(second[first - 1 :].argmax()) if len(second) > first else len(values)


def _baseline(values: Floats, take_off: int) -> tuple[Floats, float]:
    """The line through the cycles before take-off, and the deviation around it; three rounds leave outliers out."""
    stop = max(take_off - BEFORE_TAKE_OFF, FIRST_CYCLE - 1 + LEAST_BASELINE)
    cycles = np.arange(len(values))
    kept = np.arange(FIRST_CYCLE - 1, stop)
    noise, slope, level = 0.0, 0.0, float(np.median(values[kept]))
    for _round in range(3):
        slope, level = (
            np.polyfit(kept, values[kept], 1) if len(kept) >= LEAST_SLOPE else (0.0, values[kept].mean())
        )
        left = values[kept] - (slope * kept + level)
        noise = float(np.sqrt((left**2).sum() / max(len(kept) - 2, 1)))
        near = np.abs(left) <= 2.5 * noise + 1e-12
        if near.all() or near.sum() < LEAST_BASELINE:
            break
        kept = kept[near]
    return slope * cycles + level, noise


def _crossing(corrected: Floats, threshold: float) -> int | None:
    """The first cycle (from 0) above the threshold from which on the curve stays there, at least HOLDS cycles."""
    above = corrected > threshold
    if not above[-HOLDS:].all():
        return None
    below = np.flatnonzero(~above)
    place = int(below[-1]) + 1 if len(below) else 0
    return place if 0 < place <= len(corrected) - HOLDS else None


def _interpolated(corrected: Floats, threshold: float, place: int) -> tuple[float, float]:
    """Ct counted from cycle 1, and the growth a cycle around it."""
    high, low = corrected[place], corrected[place - 1]
    floor = threshold / 50
    low = max(low, floor)
    ct = place + (np.log(threshold) - np.log(low)) / (np.log(high) - np.log(low))
    ahead = corrected[min(place + 1, len(corrected) - 1)]
    return float(ct), float(max(ahead, floor) / max(high, floor))
