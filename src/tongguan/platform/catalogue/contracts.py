"""Kinds of entry, and an entry as known at a moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tongguan.engines.problems import Problem, Text

Check = Callable[[Mapping[str, Any]], list[Problem]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of catalogue entry.

    `greatest_age`: how long after its last version an entry counts as fresh, None for ever; `check` finds what is
    wrong with a content; `permission`: who may read entries of the kind, by default every reader of the catalogue.
    """

    code: str
    title: Text
    greatest_age: timedelta | None = None
    check: Check | None = None
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """What an entry said: valid on days `valid_from` to `valid_to`, known from `known_from` to before `known_to`."""

    kind: str
    key: str
    number: int
    title: Text
    content: Mapping[str, Any]
    valid_from: date
    valid_to: date | None
    known_from: datetime
    known_to: datetime | None
    source: str


_kinds: dict[str, Kind] = {}


def catalogue_kind(
    code: str,
    title: Text,
    *,
    greatest_age: timedelta | None = None,
    check: Check | None = None,
    permission: str = "",
) -> Kind:
    """Declare a kind in a module's `providers.py`; declaring it again replaces it."""
    _kinds[code] = Kind(code, title, greatest_age, check, permission)
    return _kinds[code]


def kinds() -> tuple[Kind, ...]:
    """All declared kinds by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))


def kind_of(code: str) -> Kind | None:
    """The declared kind, or None."""
    return _kinds.get(code)
