"""What leaves the module: values as they held on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tongguan.engines.problems import Text


@dataclass(frozen=True, slots=True)
class Dated:
    """Validity (both days inclusive, None is open), source and trust that every reference row carries."""

    valid_from: date | None
    valid_to: date | None
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class CodeValue(Dated):
    """One code of a list. `attributes` holds what the list says beyond the name, such as a unit or a group."""

    code: str
    name: Text
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ParameterValue(Dated):
    """One legal number: a Decimal, a text or a JSON value, in `unit`."""

    code: str
    title: Text
    value: Decimal | str | list[Any] | dict[str, Any]
    unit: str

    @property
    def label(self) -> Text:
        """Whether pages must warn about this number."""
        return (
            Text(zh="已核实", en="verified")
            if self.verified
            else Text(zh="未核实默认值", en="unverified default")
        )


@dataclass(frozen=True, slots=True)
class RateValue(Dated):
    """One rate of one tax on a commodity code, in per cent of the tax's base."""

    hs_code: str
    kind: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many good rows a load read, how many of them it wrote (the others were there), how many earlier rows it
    ended, and how many rows of the file it refused."""

    table: str
    read: int
    written: int
    ended: int = 0
    refused: int = 0
