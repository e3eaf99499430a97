"""What is known of a device's clock, from bounds that messages carry with them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

DRIFT = 200e-6
"""How fast a device's clock may run away: 200 parts in a million, four times what a poor quartz does."""
REMEMBERED_MS, MOST_REMEMBERED = 60_000, 16
GRAIN_MS = 1
"""Times are whole milliseconds: each may be off by one."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message and the answer before it: the gateway sent that answer at `answered_ms` by its own clock, the device
    had it at `heard_ms` by its own, sent this message at `sent_ms`, and the gateway had it at `received_ms`."""

    answered_ms: int
    heard_ms: int
    sent_ms: int
    received_ms: int


class Clock:
    """How far ahead of the gateway a device's clock is: an interval that holds the truth as long as the clock drifts no
    faster than `DRIFT` and does not jump between an answer and the next message unnoticed.

    A message cannot arrive before it was sent, nor be sent before the answer before it: each exchange bounds the
    difference from both sides, however slow the network; the last sixteen of a minute together bound it best.
    """

    def __init__(self) -> None:
        self._bounds: deque[tuple[int, int, float]] = deque(maxlen=MOST_REMEMBERED)
        self.jumped = False

    def hear(self, exchange: Exchange) -> None:
        """Take one exchange. `jumped` says whether it contradicts those before: then they are forgotten."""
        at = exchange.received_ms
        low = exchange.sent_ms - at - GRAIN_MS
        elapsed_ms = max(0, at - exchange.answered_ms)
        high = exchange.heard_ms - exchange.answered_ms + GRAIN_MS + DRIFT * elapsed_ms
        self.jumped = low > high
        if self.jumped:  # between that answer and this message: neither bound is about the clock as it is now
            self._bounds.clear()
            return
        while self._bounds and self._bounds[0][0] < at - REMEMBERED_MS:
            self._bounds.popleft()
        self._bounds.append((at, low, high))
        known = self._interval(at)
        if known[0] > known[1]:
            self.jumped = True
            self._bounds.clear()
            self._bounds.append((at, low, high))

    def _interval(self, now_ms: int) -> tuple[float, float]:
        low = max(low - DRIFT * (now_ms - at) for at, low, _high in self._bounds)
        high = min(high + DRIFT * (now_ms - at) for at, _low, high in self._bounds)
        return low, high

    def ahead_ms(self, now_ms: int) -> tuple[float, float] | None:
        """How far ahead it is, and by how much that may be wrong; None where nothing is known."""
        if not self._bounds:
            return None
        low, high = self._interval(now_ms)
        return (low + high) / 2, (high - low) / 2

    def bounds_ms(self, device_ms: int, now_ms: int) -> tuple[float, float] | None:
        """Between which moments of the gateway's clock the device's clock showed this."""
        if not self._bounds:
            return None
        low, high = self._interval(now_ms)
        return device_ms - high - GRAIN_MS, device_ms - low + GRAIN_MS
