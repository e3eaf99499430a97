"""The Ct of a channel: our own reading of its curve, or the instrument's word where the file holds no curve."""

from __future__ import annotations

from dataclasses import dataclass

from tongguan.engines.pcr.curves import read_curve
from tongguan.engines.pcr.kit import Kit
from tongguan.engines.pcr.runs import Channel


@dataclass(frozen=True, slots=True)
class Called:
    """What a channel says. `by` is `curve` or `instrument`; `instrument_ct` is what the file itself called. Without
    a curve nobody can see whether the rise is clear: the instrument's call is taken for it."""

    ct: float | None
    clear: bool
    by: str
    instrument_ct: float | None = None
    fault: str = ""


def call_channel(channel: Channel, kit: Kit) -> Called:
    """Call one channel. Never raises on values."""
    if not channel.curve:
        return Called(channel.ct, channel.ct is not None, "instrument", channel.ct)
    curve = read_curve(channel.curve, kit)
    return Called(curve.ct, curve.clear, "curve", channel.ct, curve.fault)
