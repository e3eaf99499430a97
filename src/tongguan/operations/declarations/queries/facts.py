"""What the engine's rules must be told, from the dated reference data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tongguan.platform.reference.interface import CodeValue, codes, commodity, parameters


@dataclass(slots=True)
class DayFacts:
    """Reference data as it held on one day; each list is asked for once in the life of this object."""

    day: date
    _lists: dict[str, Mapping[str, CodeValue]] = field(default_factory=dict)
    _commodities: dict[str, CodeValue | None] = field(default_factory=dict)

    def _list(self, table: str) -> Mapping[str, CodeValue]:
        found = self._lists.get(table)
        if found is None:
            found = self._lists[table] = codes(table, self.day)
        return found

    def has_code(self, table: str, code: str) -> bool | None:
        """Whether a code is in a list; None where there is no such list."""
        known = self._list(table)
        return code in known if known else None

    def units_of(self, hs_code: str) -> tuple[str, str] | None:
        """First and second statutory unit of a commodity code."""
        if hs_code not in self._commodities:
            self._commodities[hs_code] = commodity(hs_code, self.day)
        found = self._commodities[hs_code]
        if found is None:
            return None
        return found.attributes.get("first_unit", ""), found.attributes.get("second_unit", "")

    def levy_natures_of(self, supervision_mode: str) -> frozenset[str] | None:
        """The natures of levy that go with a supervision mode."""
        found = self._list("mode_levy").get(supervision_mode)
        return frozenset(found.attributes.get("levy_natures", "").split()) if found else None

    def attribute(self, table: str, code: str, name: str) -> str | None:
        """What a list says of a code beyond its name; None where the list or the code is not known."""
        found = self._list(table).get(code)
        return None if found is None else found.attributes.get(name, "")

    def number(self, name: str) -> Decimal | None:
        """A legal number, or None where none is set."""
        found = parameters(self.day).get(name)
        return found.value if found is not None and isinstance(found.value, Decimal) else None
