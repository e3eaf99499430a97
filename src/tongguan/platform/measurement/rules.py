"""What was valid on a day, as known at a moment: pure rules over dated rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Window:
    """A dated row: valid from a day to a day (both inclusive, None open), known from a moment until it was withdrawn.
    `passed` is False for a calibration that the instrument failed; `label` says which row it is."""

    valid_from: date
    valid_to: date | None
    known_from: datetime
    known_to: datetime | None = None
    passed: bool = True
    label: str = ""
    key: int = 0

    def known(self, at: datetime) -> bool:
        """Whether it was known, and not yet withdrawn, at a moment."""
        return self.known_from <= at and (self.known_to is None or at < self.known_to)

    def holds(self, on: date) -> bool:
        """Whether the day lies in it."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


Found = TypeVar("Found")


def deciding(windows: Iterable[Window], on: date, at: datetime) -> Window | None:
    """The calibration that decides about a day: of those known at the moment, the latest that had begun. A newer one
    replaces an older one, also where the older would have lasted longer; a failed one ends it."""
    begun = [each for each in windows if each.known(at) and each.valid_from <= on]
    return max(begun, key=lambda each: (each.valid_from, each.known_from, each.key), default=None)


def covering(windows: Iterable[Window], on: date, at: datetime) -> Window | None:
    """Of rows that may stand side by side (authorisations), the one that covers the day longest."""
    able = [each for each in windows if each.known(at) and each.holds(on)]
    return max(able, key=lambda each: (each.valid_to or date.max, each.key), default=None)


def earliest(*days: date | None) -> date | None:
    """The first of some last days; None is no end."""
    known = [day for day in days if day is not None]
    return min(known, default=None)
