"""What the rules must be told from outside: code lists, units of commodity codes, numbers set by law.

The rules hold no such values. Whoever calls them gives facts as they stood on the declaration's date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

# Names of numbers the rules ask for; a number that is not set switches its comparison off.
TOTAL_PRICE_TOLERANCE = "declaration.total_price_tolerance"
MASS_TOLERANCE_KG = "declaration.mass_tolerance_kg"
MAX_LINES = "declaration.max_lines"


class Facts(Protocol):
    """Answers on one date. Unless said otherwise None means: not known here, so nothing is concluded."""

    def has_code(self, table: str, code: str) -> bool | None:
        """Whether a code is in a list (`country`, `unit`, `supervision_mode` …)."""

    def units_of(self, hs_code: str) -> tuple[str, str] | None:
        """First and second statutory unit, the second may be empty; None: the code is not in the tariff."""

    def levy_natures_of(self, supervision_mode: str) -> frozenset[str] | None:
        """The natures of levy that may go with a supervision mode."""

    def attribute(self, table: str, code: str, name: str) -> str | None:
        """What a list says of a code beyond its name, such as the charges a term of delivery asks for."""

    def number(self, name: str) -> Decimal | None:
        """A number set by law or by administration, such as a tolerance."""


@dataclass(frozen=True, slots=True)
class StaticFacts:
    """Facts held in memory; `units` is keyed by the first eight digits of the commodity code, `attributes` by list
    and code."""

    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    units: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    levy_natures: Mapping[str, frozenset[str]] = field(default_factory=dict)
    numbers: Mapping[str, Decimal] = field(default_factory=dict)
    attributes: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    def has_code(self, table: str, code: str) -> bool | None:
        """See `Facts`."""
        known = self.codes.get(table)
        return None if known is None else code in known

    def units_of(self, hs_code: str) -> tuple[str, str] | None:
        """See `Facts`."""
        return self.units.get(hs_code[:8])

    def levy_natures_of(self, supervision_mode: str) -> frozenset[str] | None:
        """See `Facts`."""
        return self.levy_natures.get(supervision_mode)

    def attribute(self, table: str, code: str, name: str) -> str | None:
        """See `Facts`."""
        found = self.attributes.get((table, code))
        return None if found is None else found.get(name, "")

    def number(self, name: str) -> Decimal | None:
        """See `Facts`."""
        return self.numbers.get(name)
