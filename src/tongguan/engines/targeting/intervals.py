"""How sure a hit rate is: Wilson's score interval (E. B. Wilson, JASA 22, 1927, 209–212)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054
"""The standard normal's quantile at 0.975."""


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`, with the interval that holds the true share in 95 of 100 such samples; 0 to 1 where
    nothing was counted."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def rate(self) -> float | None:
        """The share itself; None where nothing was counted."""
        return self.hits / self.of if self.of else None

    def apart_from(self, other: Share) -> bool:
        """Whether the intervals do not overlap: a cautious sign that the shares differ."""
        return self.low > other.high or self.high < other.low


def wilson(hits: int, of: int, z: float = Z_95) -> Share:
    """The Wilson interval of `hits` in `of`; ValueError unless 0 ≤ hits ≤ of."""
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of}")
    if of == 0:
        return Share(0, 0, 0.0, 1.0)
    low, high = score_interval(hits / of, of, z)
    return Share(hits, of, low, high)


def score_interval(rate: float, of: float, z: float = Z_95) -> tuple[float, float]:
    """The interval around a share seen in `of` units; `of` above 0, not necessarily whole."""
    z2 = z * z
    middle = (rate + z2 / (2 * of)) / (1 + z2 / of)
    half = z / (1 + z2 / of) * sqrt(max(0.0, rate * (1 - rate)) / of + z2 / (4 * of * of))
    low = 0.0 if rate <= 0 else max(0.0, middle - half)
    return low, 1.0 if rate >= 1 else min(1.0, middle + half)
