"""A rate as an expression over the dutiable value and the quantities of a line.

Kinds after the Tariff Law of 2024: on value, on quantity, compound (both), the lesser or greater of several, and the
sliding scale under which the rate falls as the price of a unit rises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tongguan.engines.tariff.units import quantity_in

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class AdValorem:
    """A share of the value: 0.13 is 13 %."""

    share: Decimal


@dataclass(frozen=True, slots=True)
class Specific:
    """Yuan for one unit."""

    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Parts that are added: a compound rate."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Least:
    """The option that comes to the least."""

    options: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Most:
    """The option that comes to the most."""

    options: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Sliding:
    """With P the value of one unit: at P ≥ `threshold` `specific` yuan a unit, below it the share
    `first` ÷ P + `second` × P − 1, rounded half up to `decimals` and no more than `most`, of the value."""

    threshold: Decimal
    specific: Decimal
    first: Decimal
    second: Decimal
    most: Decimal
    decimals: int
    unit: str


Expression = AdValorem | Specific | Sum | Least | Most | Sliding
FREE = AdValorem(ZERO)


def amount_of(rate: Expression, value: Decimal, quantities: Mapping[str, Decimal]) -> Decimal:
    """What a rate comes to on a value (yuan) and quantities by unit; exact, not rounded.

    All units of the rate must be among the quantities (see `lacking_units`).
    """
    match rate:
        case AdValorem(share):
            return value * share
        case Specific(amount, unit):
            return amount * (quantity_in(unit, quantities) or ZERO)
        case Sum(parts):
            return sum((amount_of(part, value, quantities) for part in parts), ZERO)
        case Least(options):
            return min(amount_of(option, value, quantities) for option in options)
        case Most(options):
            return max(amount_of(option, value, quantities) for option in options)
        case Sliding():
            return _sliding(rate, value, quantity_in(rate.unit, quantities) or ZERO)


def _sliding(rate: Sliding, value: Decimal, quantity: Decimal) -> Decimal:
    if value >= rate.threshold * quantity:
        return rate.specific * quantity
    return value * sliding_share(rate, value, quantity)


def sliding_share(rate: Sliding, value: Decimal, quantity: Decimal) -> Decimal:
    """The share of the value below the threshold; one division, so that a tie is seen as one."""
    if not value:
        return rate.most
    over = rate.first * quantity * quantity + rate.second * value * value - value * quantity
    share = (over / (value * quantity)).quantize(Decimal(1).scaleb(-rate.decimals), rounding=ROUND_HALF_UP)
    return min(rate.most, max(ZERO, share))


def units_of(rate: Expression) -> frozenset[str]:
    """The units a rate needs quantities in."""
    match rate:
        case Specific(_, unit) | Sliding(unit=unit):
            return frozenset({unit})
        case Sum(parts) | Least(parts) | Most(parts):
            return frozenset().union(*(units_of(part) for part in parts))
    return frozenset()


def lacking_units(rate: Expression, quantities: Mapping[str, Decimal]) -> list[str]:
    """The units for which no quantity is stated."""
    return sorted(unit for unit in units_of(rate) if quantity_in(unit, quantities) is None)


def as_compound(rate: Expression) -> tuple[Decimal, tuple[Specific, ...]] | None:
    """A rate as a share and specific parts; None for alternatives, which a tax inside the price cannot have."""
    match rate:
        case AdValorem(share):
            return share, ()
        case Specific():
            return ZERO, (rate,)
        case Sum(parts):
            split = [as_compound(part) for part in parts]
            known = [part for part in split if part is not None]
            if len(known) < len(split):
                return None
            return sum((share for share, _ in known), ZERO), tuple(one for _, more in known for one in more)
    return None


def nesting(rate: Expression) -> int:
    """How deep a rate is nested; 1 for a single rate."""
    match rate:
        case Sum(parts) | Least(parts) | Most(parts):
            return 1 + max(nesting(part) for part in parts)
    return 1


def rate_text(rate: Expression) -> str:
    """A rate as text that `parse_rate` reads back as the same rate."""
    match rate:
        case AdValorem(share):
            return f"{plain(share * 100)}%"
        case Specific(amount, unit):
            return f"{plain(amount)}元/{unit}"
        case Sum(parts):
            return " + ".join(rate_text(part) for part in parts)
        case Least(options):
            return f"MIN({', '.join(map(rate_text, options))})"
        case Most(options):
            return f"MAX({', '.join(map(rate_text, options))})"
        case Sliding(threshold, specific, first, second, most, decimals, unit):
            prices = ", ".join(f"{plain(price)}元/{unit}" for price in (threshold, specific, first))
            return f"SLIDING({prices}, {plain(second * 100)}%, {plain(most * 100)}%, {decimals})"


def plain(number: Decimal) -> str:
    """A number without trailing zeros or exponent."""
    return f"{number.normalize() + 0:f}"
