"""Columns of exact amounts: whole numerators over one denominator, 64 bits wide while a bound proves they fit.

Every column carries an upper bound of its numerators as a Python integer. An operation first computes the bound of its
result; where it would reach 2^62 the column becomes one of Python integers, slower and without limit. So no operation
can overflow, whatever the amounts are. All amounts are not negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from math import lcm

import numpy as np

ROOM = 1 << 62
MODES = frozenset({ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN})
"""The rounding modes columns know."""


def ratio(number: Decimal) -> tuple[int, int]:
    """A decimal as numerator and denominator, exactly."""
    return number.as_integer_ratio()


@dataclass(frozen=True, slots=True)
class Exact:
    """A column: `numerators` (int64, or objects that are Python integers) ÷ `denominator`, none above `most`."""

    numerators: np.ndarray
    denominator: int
    most: int

    @classmethod
    def of(cls, numbers: list[int], denominator: int = 1) -> Exact:
        """A column of whole numbers over a denominator."""
        most = max(numbers, default=0)
        return cls(np.array(numbers, dtype=np.int64 if most < ROOM else object), denominator, most)

    def times(self, top: int, bottom: int = 1) -> Exact:
        """Each number × top ÷ bottom."""
        if top == 1:
            return self if bottom == 1 else Exact(self.numerators, self.denominator * bottom, self.most)
        most = self.most * top
        numerators = self.numerators if most < ROOM else self.numerators.astype(object)
        return Exact(numerators * top, self.denominator * bottom, most)

    def times_each(self, ratios: Sequence[tuple[int, int]], sizes: Sequence[int]) -> Exact:
        """The first `sizes[0]` numbers × the first ratio, the next `sizes[1]` × the second, and so on."""
        if len(set(ratios)) == 1:
            return self.times(*ratios[0])
        shared = lcm(*(bottom for _, bottom in ratios))
        tops = [top * (shared // bottom) for top, bottom in ratios]
        most = self.most * max(tops)
        kind = np.int64 if most < ROOM and max(tops) < ROOM else object
        factors = np.repeat(np.array(tops, dtype=kind), sizes)
        return Exact(self.numerators.astype(kind, copy=False) * factors, self.denominator * shared, most)

    def plus(self, other: Exact) -> Exact:
        """Number by number the sum."""
        one, two = _common(self, other)
        if one.most + two.most >= ROOM:
            one, two = one.wide(), two.wide()
        return Exact(one.numerators + two.numerators, one.denominator, one.most + two.most)

    def lesser(self, other: Exact) -> Exact:
        """Number by number the lesser."""
        one, two = _common(self, other)
        return Exact(np.minimum(one.numerators, two.numerators), one.denominator, min(one.most, two.most))

    def greater(self, other: Exact) -> Exact:
        """Number by number the greater."""
        one, two = _common(self, other)
        return Exact(np.maximum(one.numerators, two.numerators), one.denominator, max(one.most, two.most))

    def rounded(self, step: tuple[int, int], mode: str) -> Exact:
        """Each number in whole steps; the result's denominator is the step's."""
        top, bottom = step
        scaled = self.times(bottom)
        divisor = self.denominator * top
        doubled = scaled.times(2)
        # The sum below stays under twice the greater of the two.
        if doubled.most + divisor >= ROOM or 2 * divisor >= ROOM:
            doubled = doubled.wide()
        if mode == ROUND_DOWN:
            whole = doubled.numerators // (2 * divisor)
        else:
            whole = (doubled.numerators + divisor) // (2 * divisor)
            if mode == ROUND_HALF_EVEN:
                tie = (doubled.numerators + divisor) % (2 * divisor) == 0
                whole = np.where(tie & (whole % 2 == 1), whole - 1, whole)
        return Exact(whole, 1, doubled.most // (2 * divisor) + 1).times(top, bottom)

    def wide(self) -> Exact:
        """The same column of Python integers."""
        return Exact(self.numerators.astype(object), self.denominator, self.most)


def _common(one: Exact, two: Exact) -> tuple[Exact, Exact]:
    if one.denominator == two.denominator:
        return one, two
    shared = lcm(one.denominator, two.denominator)
    both = []
    for column in (one, two):
        by = shared // column.denominator
        both.append(Exact(column.times(by).numerators, shared, column.most * by))
    return both[0], both[1]
