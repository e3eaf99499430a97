"""Units of quantity a rate may stand on: names in Chinese, symbols and the form's codes, with their base units.

Codes are those of the declaration form (GACC Announcement 18/2019). Only units of one base convert into each other;
litres do not become kilograms without the density, which is the declarant's to state as a second quantity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is printed, the unit it converts into, and how many of those it is."""

    name: str
    base: str
    factor: Decimal


def _units() -> dict[str, Unit]:
    """Every known spelling."""
    rows = (
        ("kg", "kg", "1", ("千克", "公斤", "KG", "035")),
        ("g", "kg", "0.001", ("克", "036")),
        ("t", "kg", "1000", ("吨", "070")),
        ("L", "L", "1", ("升", "l", "095")),
        ("mL", "L", "0.001", ("毫升", "ml", "096")),
        ("m3", "L", "1000", ("立方米", "m³", "033")),
        ("m", "m", "1", ("米", "030")),
        ("m2", "m2", "1", ("平方米", "m²", "032")),
        ("台", "台", "1", ("001",)),
        ("辆", "辆", "1", ("003",)),
        ("艘", "艘", "1", ("004",)),
        ("套", "套", "1", ("006",)),
        ("个", "个", "1", ("007",)),
        ("只", "只", "1", ("008",)),
        ("张", "张", "1", ("010",)),
        ("件", "件", "1", ("011",)),
        ("支", "支", "1", ("012",)),
        ("条", "条", "1", ("015",)),
        ("双", "双", "1", ("025",)),
    )
    found = {}
    for name, base, factor, others in rows:
        unit = Unit(name, base, Decimal(factor))
        found.update(dict.fromkeys((name, *others), unit))
    return found


UNITS: Mapping[str, Unit] = _units()
LONGEST = max(map(len, UNITS))


def quantity_in(unit: str, quantities: Mapping[str, Decimal]) -> Decimal | None:
    """The quantity in a unit, from quantities by unit in any spelling; None where none converts into it.

    The unit itself goes before one that converts.
    """
    wanted = UNITS[unit]
    converted = None
    for spelling, amount in quantities.items():
        stated = UNITS.get(spelling)
        if stated is None or stated.base != wanted.base:
            continue
        if stated is wanted:
            return amount
        converted = amount * stated.factor / wanted.factor
    return converted
