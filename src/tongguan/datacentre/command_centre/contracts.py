"""What an indicator is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tongguan.engines.problems import Text

Condition = Callable[[datetime], Any]
"""From the moment of reading to a database condition (a Django `Q`)."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number with its rows. Reading and drill-down use the same source and condition, so they cannot differ.

    source: where the rows come from; measure: `count` of them, `sum` of `field`, or `share` of `part` in percent;
    tone: how it looks when it is not zero; places: decimals shown.
    """

    code: str
    title: Text
    source: str
    where: Condition
    measure: str = "count"
    field: str = ""
    part: Condition | None = None
    unit: Text | None = None
    tone: str = ""
    icon: str = ""
    places: int = 0
    stale_after_s: int = 15


@dataclass(frozen=True, slots=True)
class Shown:
    """An indicator as pages show it; `value` None: its source gave nothing."""

    code: str
    title: Text
    value: Decimal | None
    text: str
    unit: Text | None
    tone: str
    icon: str
    as_of: datetime | None
    stale_after_s: int
    trend: tuple[float, ...]
    url: str
    note: Text | None = None
    percent: float = 0.0
