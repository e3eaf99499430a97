"""What would have been found, from what was examined with known chances.

Each declaration was examined independently with its own inclusion probability, stored when it was decided (Poisson
sampling). Totals weigh each examined one by the inverse of that probability: D. G. Horvitz, D. J. Thompson, JASA 47,
1952, 663–685; over all samples that could have been drawn their mean is exactly the truth, and so is the mean of their
estimated variance. A rate is the ratio of two such totals (J. Hájek, 1971), with Wilson's interval on the effective
number examined (L. Kish, Survey Sampling, 1965, 11.7). What had no chance of being examined stays unknown: it is
counted apart, never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, inf, log, sqrt
from typing import TypeVar

from tongguan.engines.targeting.intervals import Z_95, score_interval

Number = TypeVar("Number", float, Fraction)


@dataclass(frozen=True, slots=True)
class Total:
    """An estimated total with its 95 % interval (normal; never below the sum that was seen)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rate:
    """An estimated share: `examined` is how many it rests on, `effective` how many equally likely ones would say as
    much. None where nothing was examined; then the interval is 0 to 1."""

    rate: float | None
    low: float
    high: float
    examined: int
    effective: float


@dataclass(frozen=True, slots=True)
class Lift:
    """How many times one rate is another, with its 95 % interval; without outcomes nothing is known: 0 to ∞."""

    value: float | None
    low: float
    high: float

    @property
    def better(self) -> bool:
        """Whether the whole interval is above 1: chance does not explain it."""
        return self.low > 1.0


def horvitz_thompson(values: Sequence[Number], inclusion: Sequence[Number]) -> tuple[Number, Number]:
    """(estimated total, estimated variance) from the examined units' values and inclusion probabilities.

    ValueError where a probability is not above 0 and at most 1: a unit without a chance cannot have been examined.
    """
    if any(not 0 < chance <= 1 for chance in inclusion):
        raise ValueError("an inclusion probability is above 0 and at most 1")
    zero = 0 * sum(inclusion)
    weighed = [value / chance for value, chance in zip(values, inclusion, strict=True)]
    spread = [(1 - chance) * each * each for each, chance in zip(weighed, inclusion, strict=True)]
    return sum(weighed, start=zero), sum(spread, start=zero)


def total_of(values: Sequence[float], inclusion: Sequence[float], z: float = Z_95) -> Total:
    """The total over examined and unexamined units, with its interval."""
    value, variance = horvitz_thompson(values, inclusion)
    half, seen = z * sqrt(variance), float(sum(values))
    return Total(float(value), max(seen, float(value) - half), float(value) + half)


def rate_of(findings: Sequence[bool], inclusion: Sequence[float]) -> Rate:
    """The share with a finding over examined and unexamined units."""
    if not len(findings):
        return Rate(None, 0.0, 1.0, 0, 0.0)
    good, _variance = horvitz_thompson([float(each) for each in findings], inclusion)
    everything, _variance = horvitz_thompson([1.0] * len(findings), inclusion)
    effective = everything * everything / sum(1 / (chance * chance) for chance in inclusion)
    rate = good / everything
    return Rate(rate, *score_interval(rate, effective), len(findings), effective)


def lift_of(rate: Rate, base: Rate, z: float = Z_95) -> Lift:
    """One rate over another that was estimated from other units: S. D. Walter's logarithm of the ratio with one half
    added to each count (Biometrika 62, 1975, 371–374)."""
    if rate.rate is None or base.rate is None:
        return Lift(None, 0.0, inf)
    top, bottom = rate.rate * rate.effective + 0.5, base.rate * base.effective + 0.5
    of_top, of_bottom = rate.effective + 0.5, base.effective + 0.5
    middle = log(top / of_top) - log(bottom / of_bottom)
    half = z * sqrt(1 / top - 1 / of_top + 1 / bottom - 1 / of_bottom)
    plain = rate.rate / base.rate if base.rate else None
    return Lift(plain, exp(middle - half), exp(middle + half))


@dataclass(frozen=True, slots=True)
class Difference:
    """How much one rate is above another, with its 95 % interval; `examined` units stand behind both."""

    value: float | None
    low: float
    high: float
    examined: int

    @property
    def better(self) -> bool:
        """Whether the whole interval is above 0."""
        return self.low > 0


def difference_of(
    first: Sequence[bool],
    second: Sequence[bool],
    findings: Sequence[bool],
    inclusion: Sequence[float],
    z: float = Z_95,
) -> Difference:
    """The rate of the units that `first` flags minus that of those that `second` flags, from the same examined units.

    Both are ratios of inverse-propensity totals; what both flag cancels, so the interval is that of paired figures: the
    linearised residuals of the two ratios, squared and summed (C.-E. Särndal et al., Model Assisted Survey Sampling,
    1992, 5.5), without the finite-population term, which keeps it on the wide side.
    """
    totals = [
        sum(flag / chance for flag, chance in zip(flags, inclusion, strict=True)) for flags in (first, second)
    ]
    if not all(totals):
        return Difference(None, -1.0, 1.0, len(findings))
    rates = [
        sum(flag * good / chance for flag, good, chance in zip(flags, findings, inclusion, strict=True))
        / total
        for flags, total in zip((first, second), totals, strict=True)
    ]
    spread = 0.0
    for one, other, good, chance in zip(first, second, findings, inclusion, strict=True):
        part = one * (good - rates[0]) / totals[0] - other * (good - rates[1]) / totals[1]
        spread += (part / chance) ** 2
    value, half = rates[0] - rates[1], z * sqrt(spread)
    return Difference(value, max(-1.0, value - half), min(1.0, value + half), len(findings))
