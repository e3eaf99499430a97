"""Filters of columns: from hostile query parameters to a condition, for the database and for lists alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q
from django.utils import timezone

from tongguan.platform.ui.contracts import Label
from tongguan.platform.ui.markup import words

LONGEST_TEXT = 200
LONGEST_NUMBER = 30
YEARS = range(1900, 2200)


def cleaned(raw: str | None) -> str:
    """A parameter without surrounding space and control characters, cut to the longest sensible text."""
    return "".join(c for c in (raw or "")[:LONGEST_TEXT] if c.isprintable()).strip()


@dataclass(frozen=True, slots=True)
class Input:
    """One control of a filter: its parameter, what stands in it, and its choices for a list to pick from."""

    name: str
    value: str
    type: str = "search"
    choices: Sequence[tuple[str, str]] = ()


class Filter:
    """A condition on one column. `parts` are the endings of its parameters."""

    parts: tuple[str, ...] = ("",)
    input_type = "search"

    def read(self, raw: Mapping[str, str]) -> tuple[Any, ...] | None:
        """The typed values, one a part, or None when nothing usable was given."""
        values = tuple(self.parse(cleaned(raw.get(part))) for part in self.parts)
        return values if any(value is not None for value in values) else None

    def parse(self, text: str) -> Any:
        """One part's typed value; None for nothing or nonsense."""
        return text or None

    def inputs(self, name: str, raw: Mapping[str, str]) -> list[Input]:
        """The controls, filled with what was given."""
        return [Input(name + part, cleaned(raw.get(part)), self.input_type) for part in self.parts]

    def condition(self, path: str, values: tuple[Any, ...]) -> Q:
        """The database's condition."""
        raise NotImplementedError

    def admits(self, value: Any, values: tuple[Any, ...]) -> bool:
        """The same condition on one value of a list."""
        raise NotImplementedError

    def described(self, values: tuple[Any, ...]) -> str:
        """The condition in words, for the chip that removes it."""
        return " – ".join("…" if value is None else str(value) for value in values)


class TextFilter(Filter):
    """Contains by default; give `istartswith` or `iexact` for codes."""

    def __init__(self, lookup: str = "icontains") -> None:
        self.lookup = lookup

    def condition(self, path: str, values: tuple[Any, ...]) -> Q:
        return Q((f"{path}__{self.lookup}", values[0]))

    def admits(self, value: Any, values: tuple[Any, ...]) -> bool:
        text, wanted = str(words(value)).casefold(), values[0].casefold()
        return {"iexact": text == wanted, "istartswith": text.startswith(wanted)}.get(
            self.lookup, wanted in text
        )


class ChoiceFilter(Filter):
    """One of (code, label); a function may supply them."""

    input_type = "select"

    def __init__(
        self, choices: Sequence[tuple[Any, Label]] | Callable[[], Sequence[tuple[Any, Label]]]
    ) -> None:
        self._choices = choices

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The choices as strings in the page's language."""
        given = self._choices() if callable(self._choices) else self._choices
        return [(str(code), str(words(label))) for code, label in given]

    def parse(self, text: str) -> Any:
        return text if text in dict(self.choices) else None

    def inputs(self, name: str, raw: Mapping[str, str]) -> list[Input]:
        return [Input(name, cleaned(raw.get("")), "select", self.choices)]

    def condition(self, path: str, values: tuple[Any, ...]) -> Q:
        return Q((path, values[0]))

    def admits(self, value: Any, values: tuple[Any, ...]) -> bool:
        return str(value) == values[0]

    def described(self, values: tuple[Any, ...]) -> str:
        return dict(self.choices)[values[0]]


class NumberRangeFilter(Filter):
    """From and to, both included, either may be open."""

    parts = (".from", ".to")
    input_type = "number"

    def parse(self, text: str) -> Any:
        try:
            number = Decimal(text[:LONGEST_NUMBER])
        except InvalidOperation:
            return None
        return number if number.is_finite() and number.adjusted() < LONGEST_NUMBER else None

    def condition(self, path: str, values: tuple[Any, ...]) -> Q:
        lowest, highest = values
        found = Q()
        if lowest is not None:
            found &= Q((f"{path}__gte", lowest))
        if highest is not None:
            found &= Q((f"{path}__lte", highest))
        return found

    def admits(self, value: Any, values: tuple[Any, ...]) -> bool:
        lowest, highest = values
        if value is None:
            return False
        return (lowest is None or value >= lowest) and (highest is None or value <= highest)


class DateRangeFilter(NumberRangeFilter):
    """Days from and to, both included. `moments` says that the column holds date-times, not dates."""

    input_type = "date"

    def __init__(self, *, moments: bool = True) -> None:
        self.moments = moments

    def parse(self, text: str) -> Any:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return day if day.year in YEARS else None

    def _start(self, day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)

    def condition(self, path: str, values: tuple[Any, ...]) -> Q:
        if not self.moments:
            return super().condition(path, values)
        first, last = values
        found = Q()
        if first is not None:
            found &= Q((f"{path}__gte", self._start(first)))
        if last is not None:
            found &= Q((f"{path}__lt", self._start(last + timedelta(days=1))))
        return found

    def admits(self, value: Any, values: tuple[Any, ...]) -> bool:
        day = timezone.localtime(value).date() if isinstance(value, datetime) else value
        return super().admits(day, values)
