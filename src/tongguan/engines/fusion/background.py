"""Whether a count of gamma rays is more than the lane's own background explains."""

from __future__ import annotations

import math
from collections import deque
from statistics import median


def is_improbable(count: int, mean: float, chance: float) -> bool:
    """Whether `count` or more comes with less than this chance where `mean` is expected (Poisson)."""
    if count <= mean or mean <= 0:
        return False
    log_term = count * math.log(mean) - mean - math.lgamma(count + 1)
    total, factor, k = 0.0, 1.0, count
    while factor > 1e-12:
        total += factor
        k += 1
        factor *= mean / k
    return log_term + math.log(total) < math.log(chance)


class Background:
    """Counts of the last minutes, whoever stood there: their median is not moved by a few high ones, so nothing need
    be left out, and the background is a plain function of the log. Not for a source that stays for minutes."""

    def __init__(self) -> None:
        self._counts: deque[tuple[int, int, int]] = deque()

    def add(self, received_ms: int, counts: int, span_ms: int, keep_ms: int) -> None:
        """Take a count; older ones than `keep_ms` are forgotten."""
        self._counts.append((received_ms, counts, span_ms))
        while self._counts[0][0] < received_ms - keep_ms:
            self._counts.popleft()

    def mean(self, span_ms: int, least: int) -> float | None:
        """What is to be expected in such a span, at the upper end of what the counts leave open (two standard errors of
        a median); None where fewer than `least` counts of that span are known."""
        known = [counts for _at, counts, span in self._counts if span == span_ms]
        if len(known) < least:
            return None
        middle = max(
            0.5, median(known) + 1 / 3
        )  # the median of a Poisson distribution lies a third below its mean
        return middle + 2 * math.sqrt(math.pi / 2 * middle / len(known))
