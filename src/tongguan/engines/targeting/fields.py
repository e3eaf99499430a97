"""What a condition may ask about: named, typed fields, and the record brought into those types once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from tongguan.engines.problems import Text

Value = str | Decimal | date | bool | None
LONGEST_NUMBER = 60
LINE_PREFIX = "line."


class FieldType(StrEnum):
    """How a value is read and compared."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Field:
    """One field; a `line` field exists once a line and is asked for inside `any_line` or `all_lines`."""

    code: str
    type: FieldType
    title: Text
    line: bool = False


class Schema:
    """The fields of one kind of record. A line field is named `line.<code>` in conditions."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self.fields = tuple(fields)
        self.by_name = {(LINE_PREFIX if f.line else "") + f.code: f for f in self.fields}
        self._readers = {
            line: tuple((name, f.code, READERS[f.type]) for name, f in self.by_name.items() if f.line is line)
            for line in (False, True)
        }

    def readers(self, line: bool) -> tuple[tuple[str, str, Callable[[Any], Value]], ...]:
        """(name in conditions, key in the record, reader) of the head's or a line's fields."""
        return self._readers[line]

    def of(self, name: str) -> Field | None:
        """The field a condition names, or None."""
        return self.by_name.get(name)


@dataclass(frozen=True, slots=True)
class Facts:
    """A record in the schema's types: head values by name, and each line's values by `line.` name."""

    head: Mapping[str, Value]
    lines: tuple[Mapping[str, Value], ...]


def typed(value: Any, wanted: FieldType) -> Value:
    """The value in the field's type; None where it is missing, empty or not of that type."""
    return None if value is None or value == "" else READERS[wanted](value)


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        text = value if isinstance(value, str) else str(value)
        number = Decimal(text) if len(text) <= LONGEST_NUMBER else None
    except (InvalidOperation, ValueError):
        return None
    if number is None or not number.is_finite() or not -LONGEST_NUMBER <= number.adjusted() <= LONGEST_NUMBER:
        return None
    return number


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


READERS: Mapping[FieldType, Callable[[Any], Value]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.DATE: _date,
    FieldType.BOOLEAN: _boolean,
}


def facts_of(record: Mapping[str, Any], lines: Iterable[Mapping[str, Any]], schema: Schema) -> Facts:
    """The record's and its lines' values in the schema's types; what the schema does not name is left out."""
    return Facts(
        _row(record, schema.readers(False)), tuple([_row(row, schema.readers(True)) for row in lines])
    )


def _row(
    row: Mapping[str, Any], readers: Sequence[tuple[str, str, Callable[[Any], Value]]]
) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, code, reader in readers:
        value = row.get(code)
        found[name] = None if value is None or value == "" else reader(value)
    return found


def stored(facts: Facts) -> dict[str, Any]:
    """The facts as plain JSON, missing values left out; `restored` brings them back."""
    return {"head": _plain_row(facts.head), "lines": [_plain_row(line) for line in facts.lines]}


def _plain_row(row: Mapping[str, Value]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, bool | str) else str(value)
        for name, value in row.items()
        if value is not None
    }


def restored(given: Mapping[str, Any], schema: Schema) -> Facts:
    """Facts that were stored; a field that the schema does not know any more is left out."""
    rows = [given.get("head") or {}, *(given.get("lines") or ())]
    head, *lines = [
        {
            name: typed(value, known.type)
            for name, value in row.items()
            if (known := schema.of(name)) is not None
        }
        for row in rows
    ]
    return Facts(head, tuple(lines))
