"""What a condition may ask about: named, typed fields, and the record brought into those types once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    if value is None or value == "":
        return None
    match wanted:
        case FieldType.TEXT:
            return (
                str(value) if isinstance(value, str | int | Decimal) and not isinstance(value, bool) else None
            )
        case FieldType.NUMBER:
            return _number(value)
        case FieldType.DATE:
            return _date(value)
        case FieldType.BOOLEAN:
            return value if isinstance(value, bool) else None


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        number = Decimal(str(value)) if len(str(value)) <= LONGEST_NUMBER else None
    except (InvalidOperation, ValueError):
        return None
    if number is None or not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
        return None
    return number


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def facts_of(record: Mapping[str, Any], lines: Iterable[Mapping[str, Any]], schema: Schema) -> Facts:
    """The record's and its lines' values in the schema's types; what the schema does not name is left out."""
    head = {name: typed(record.get(f.code), f.type) for name, f in schema.by_name.items() if not f.line}
    of_line = [(name, f) for name, f in schema.by_name.items() if f.line]
    return Facts(head, tuple({name: typed(row.get(f.code), f.type) for name, f in of_line} for row in lines))


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
