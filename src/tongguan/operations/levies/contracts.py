"""What crosses the module's border, and what a difference is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from tongguan.engines.problems import Text


@dataclass(frozen=True, slots=True)
class Opening:
    """A levy or refund as it is opened: on which declaration, why, and what is to be corrected in its content
    (`pointer` into the neutral model, `value`); nothing where the content stands and the tax does not."""

    declaration: str
    cause: str
    reason: str
    corrections: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Head:
    """One tax: what its bills ask for now and what is due, CNY."""

    tax: str
    billed: Decimal
    due: Decimal

    @property
    def difference(self) -> Decimal:
        """To pay after (positive) or to give back (negative)."""
        return self.due - self.billed


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a declaration's account: a bill (`owed`), a payment, or a refund (`paid`, negative)."""

    at: datetime
    what: Text
    number: str
    owed: Decimal | None = None
    paid: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What a declaration's standing bills ask for and what was paid on them, CNY."""

    entries: tuple[Entry, ...]
    owed: Decimal
    paid: Decimal

    @property
    def balance(self) -> Decimal:
        """Still to pay (positive) or to give back (negative)."""
        return self.owed - self.paid
