"""What crosses the module's border."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tongguan.engines.problems import Problem, Text


@dataclass(frozen=True, slots=True)
class Bill:
    """One bill of lading as filed."""

    number: str
    consignee: str
    description: str
    package_count: int
    gross_mass_kg: Decimal
    containers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """A manifest as filed: the port call's reference, the direction, its bills."""

    call: str
    direction: str
    bills: tuple[Bill, ...]


@dataclass(frozen=True, slots=True)
class Filed:
    """The answer to a filing. `replayed`: the same filing had been answered before."""

    receipt: str
    manifest: str
    problems: tuple[Problem, ...]
    replayed: bool


@dataclass(frozen=True, slots=True)
class LoadOrder:
    """A container that a terminal is about to take aboard a ship: the port call's reference, the number on the box."""

    call: str
    container: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why exported goods must not be loaded, or should not have been; `declaration` where one is to blame."""

    code: str
    text: Text
    declaration: str = ""

    def as_dict(self) -> dict[str, str]:
        """JSON-ready."""
        return {"code": self.code, "zh": self.text.zh, "en": self.text.en, "declaration": self.declaration}
