"""Which entries are selected, with the exact probability each had, and what is left to chance about them.

Probabilities become thresholds in units of 2^-64 (rounded down), so that the stored inclusion probability is
the one really used, to the last digit: the random arm is the unbiased sample against which rules and models
are measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tongguan.engines.draw.inputs import Entry, Rules
from tongguan.engines.draw.stream import UNIT, Stream


@dataclass(frozen=True, slots=True)
class Selection:
    """One entry's fate: `arms` is empty, or names what selected it (`risk`, `random`)."""

    entry: str
    arms: tuple[str, ...]
    inclusion: Fraction
    risk: Fraction = Fraction(0)
    random: Fraction = Fraction(0)


def select(pool: Sequence[Entry], rules: Rules, stream: Stream) -> list[Selection]:
    """The fate of every entry, in the pool's order."""
    if rules.count is not None:
        return _fixed_count(pool, rules.count, stream)
    factor = risk_factor(pool, rules)
    floor = _threshold(rules.random_probability)
    return [_independent(entry, _risk(entry, rules, factor), floor, stream) for entry in pool]


def risk_factor(pool: Sequence[Entry], rules: Rules) -> Fraction:
    """By how much the risk arm is scaled so that the expected number selected stays within the capacity."""
    if rules.capacity is None:
        return Fraction(1)
    floor = Fraction(_threshold(rules.random_probability), UNIT)
    risk = sum(_risk(entry, rules, Fraction(1)) for entry in pool)
    wanted = (1 - floor) * Fraction(risk, UNIT)
    free = max(Fraction(0), rules.capacity - floor * len(pool))
    return min(Fraction(1), free / wanted) if wanted else Fraction(1)


def choose(entry: Entry, stream: Stream) -> dict[str, str]:
    """One of each of the entry's options: which container, how to unload, by what method."""
    return {
        kind: values[stream.below(len(values), "option", entry.id, kind)]
        for kind, values in sorted(entry.options.items())
        if values
    }


def _independent(entry: Entry, risk: int, floor: int, stream: Stream) -> Selection:
    arms = tuple(
        arm
        for arm, threshold in (("risk", risk), ("random", floor))
        if stream.unit("arm", arm, entry.id) < threshold
    )
    risk_share, floor_share = Fraction(risk, UNIT), Fraction(floor, UNIT)
    inclusion = 1 - (1 - risk_share) * (1 - floor_share)
    return Selection(entry.id, arms, inclusion, risk_share, floor_share)


def _fixed_count(pool: Sequence[Entry], count: int, stream: Stream) -> list[Selection]:
    count = min(count, len(pool))
    by_ticket = sorted(pool, key=lambda entry: (stream.ticket("ticket", entry.id), entry.id))
    chosen = {entry.id for entry in by_ticket[:count]}
    inclusion = Fraction(count, len(pool)) if pool else Fraction(0)
    return [
        Selection(entry.id, ("random",) if entry.id in chosen else (), inclusion, random=inclusion)
        for entry in pool
    ]


def _risk(entry: Entry, rules: Rules, factor: Fraction) -> int:
    return _threshold(Fraction(_threshold(min(entry.risk_probability, rules.risk_cap)), UNIT) * factor)


def _threshold(probability: Fraction) -> int:
    return probability.numerator * UNIT // probability.denominator
