"""Kits: one dated row an edition, `quarantine.kit.<code>`, which fixes targets, cut-offs and replicates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tongguan.engines.pcr import Kit
from tongguan.engines.problems import Text
from tongguan.platform.reference.interface import parameters

PREFIX = "quarantine.kit."
NUMBERS = (
    "positive_below_ct", "negative_from_ct", "pool_positive_below_ct", "internal_control_before_ct",
    "positive_control_before_ct",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edition:
    """A kit as it holds on a day: the engine's numbers, how many replicates of a sample and of a pool are measured,
    and the row it came from."""

    kit: Kit
    title: Text
    replicates: int
    verified: bool
    given: Mapping[str, Any]

    @property
    def method(self) -> str:
        """The code of the method in the register of methods."""
        return f"pcr.{self.kit.code}"


def edition(code: str, on: date) -> Edition | None:
    """The kit's edition of a day; None where there is none, or where it contradicts itself."""
    row = parameters(on).get(PREFIX + code)
    if row is None or not isinstance(row.value, dict):
        return None
    given = {**row.value, "code": code, "source": row.source}
    try:
        return Edition(kit_of(given), row.title, int(row.value.get("replicates", 2)), row.verified, given)
    except (KeyError, TypeError, ValueError):
        return None


def kit_of(given: Mapping[str, Any]) -> Kit:
    """The engine's kit from a row's values, as they are kept with each measurement."""
    optional = {
        name: float(given[name]) for name in ("threshold", "least_rise") if given.get(name) is not None
    }
    return Kit(
        code=str(given["code"]),
        targets=tuple(map(str, given["targets"])),
        internal_control=str(given["internal_control"]),
        source=str(given.get("source", "")),
        **{name: float(given[name]) for name in NUMBERS},
        **optional,
    )


def plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """The row's values without floats, for what is kept and hashed."""
    return {
        name: str(value) if isinstance(value, (float, Decimal)) else value for name, value in given.items()
    }


def editions(on: date) -> list[Edition]:
    """All kits of a day."""
    codes = (code.removeprefix(PREFIX) for code in parameters(on) if code.startswith(PREFIX))
    return [found for code in sorted(codes) if (found := edition(code, on)) is not None]


def told(kit: Kit) -> dict[str, str]:
    """A kit's numbers as texts, for pages."""
    return {name: str(value) for name, value in asdict(kit).items() if name in NUMBERS}
