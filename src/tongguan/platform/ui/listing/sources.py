"""Where a table's rows come from: a query, paged by key so that every page costs the same, or a list."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Q, QuerySet

from tongguan.platform.ui.listing.columns import Column, follow

COUNT_LIMIT = 10_000
"""Rows are counted up to here; beyond, the page says `10,000+`: an exact count reads the whole table."""
CURSOR_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in view and the cursors of the pages around them; an empty cursor means that there is none."""

    rows: Sequence[Any]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked for, already checked against the table's declaration."""

    search: str
    filters: Sequence[tuple[Column, tuple[Any, ...]]]
    sort: Column | None
    descending: bool
    after: str = ""
    before: str = ""


def _packed(values: Sequence[Any]) -> str:
    text = json.dumps([v if v is None or isinstance(v, int | bool) else str(v) for v in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _unpacked(cursor: str, length: int) -> list[Any] | None:
    """The values of a cursor; None for anything that is not one."""
    if not cursor or len(cursor) > CURSOR_LIMIT:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    right = isinstance(values, list) and len(values) == length
    simple = right and all(v is None or isinstance(v, int | str) for v in values)
    return values if simple and not any(isinstance(v, str) and "\0" in v for v in values) else None


class QuerySource:
    """A Django query."""

    def __init__(self, rows: QuerySet[Any], columns: Sequence[Column], search: Sequence[str]) -> None:
        self.rows, self.columns, self.search = rows, columns, search

    def chosen(self, wanted: Wanted) -> QuerySet[Any]:
        """The rows that pass the search and the filters, in no particular order."""
        rows = self.rows
        for column, values in wanted.filters:
            assert column.filter is not None
            rows = rows.filter(column.filter.condition(column.path, values))
        if wanted.search and self.search:
            found = Q()
            for lookup in self.search:
                found |= Q((lookup, wanted.search))
            rows = rows.filter(found)
        return rows

    def count(self, wanted: Wanted) -> tuple[int, bool]:
        """How many rows, and whether there are more than were counted."""
        number = self.chosen(wanted).order_by()[: COUNT_LIMIT + 1].count()
        return min(number, COUNT_LIMIT), number > COUNT_LIMIT

    def _field(self, path: str) -> tuple[Field[Any, Any] | None, bool]:
        """The field at a path and whether it can be null on the way."""
        if path in self.rows.query.annotations:
            return self.rows.query.annotations[path].output_field, True
        options, nullable, field = self.rows.model._meta, False, None
        try:
            for part in path.split("__"):
                field = options.pk if part == "pk" else options.get_field(part)
                nullable = nullable or bool(getattr(field, "null", True))
                if field.is_relation:
                    options = field.related_model._meta
        except (FieldDoesNotExist, AttributeError):
            return None, True
        return field, nullable

    def ordered(self, wanted: Wanted, *, backwards: bool = False) -> QuerySet[Any]:
        """The chosen rows in order; the primary key decides between equals, empty values stand last."""
        descending = wanted.descending != backwards
        key = F("pk").desc() if descending else F("pk").asc()
        path = wanted.sort.sort_path if wanted.sort else ""
        if not path:
            return self.chosen(wanted).order_by(key)
        if not self._field(path)[1]:
            return self.chosen(wanted).order_by(F(path).desc() if descending else F(path).asc(), key)
        last = {"nulls_first": True} if backwards else {"nulls_last": True}
        return self.chosen(wanted).order_by(F(path).desc(**last) if descending else F(path).asc(**last), key)

    def _beyond(self, path: str, values: Sequence[Any], *, descending: bool, backwards: bool) -> Q:
        """Rows strictly after `values` in the direction of reading."""
        side = "lt" if descending != backwards else "gt"
        beyond_key = Q((f"pk__{side}", values[-1]))
        if not path:
            return beyond_key
        value = values[0]
        if value is None:
            same = Q((f"{path}__isnull", True)) & beyond_key
            return same | Q((f"{path}__isnull", False)) if backwards else same
        found = Q((f"{path}__{side}e", value)) & (Q((f"{path}__{side}", value)) | beyond_key)
        if self._field(path)[1] and not backwards:
            found |= Q((f"{path}__isnull", True))
        return found

    def _cursor(self, row: Any, path: str) -> str:
        return _packed([follow(row, path), row.pk] if path else [row.pk])

    def _start(self, cursor: str, path: str) -> list[Any] | None:
        values = _unpacked(cursor, 2 if path else 1)
        if values is None:
            return None
        fields = [self._field(part)[0] for part in ([path, "pk"] if path else ["pk"])]
        try:
            typed = [field.to_python(v) if field else v for field, v in zip(fields, values, strict=True)]
        except (ValidationError, ValueError, TypeError, OverflowError):
            return None
        return typed if typed[-1] is not None else None

    def page(self, wanted: Wanted, size: int) -> Page:
        """One page, forwards from `after` or backwards from `before`; an unusable cursor reads the first."""
        path = wanted.sort.sort_path if wanted.sort else ""
        backwards = bool(wanted.before)
        start = self._start(wanted.before or wanted.after, path)
        backwards = backwards and start is not None
        rows = self.ordered(wanted, backwards=backwards)
        if start is not None:
            rows = rows.filter(self._beyond(path, start, descending=wanted.descending, backwards=backwards))
        found = list(rows[: size + 1])
        more, found = len(found) > size, found[:size]
        if backwards:
            found.reverse()
        if not found:
            return Page([], "", "")
        has_before = more if backwards else start is not None
        has_after = True if backwards else more
        return Page(
            found,
            self._cursor(found[0], path) if has_before else "",
            self._cursor(found[-1], path) if has_after else "",
        )

    def all(self, wanted: Wanted, limit: int) -> Iterable[Any]:
        """Every chosen row in order, at most `limit`."""
        return self.ordered(wanted)[:limit].iterator(chunk_size=2000)


class ListSource:
    """A list already in memory; pages are counted by offset."""

    def __init__(self, rows: Sequence[Any], columns: Sequence[Column], search: Sequence[str]) -> None:
        self.rows, self.columns, self.search = rows, columns, search

    def chosen(self, wanted: Wanted) -> list[Any]:
        """The rows that pass the search and the filters."""
        rows = [
            row
            for row in self.rows
            if all(c.filter and c.filter.admits(c.value(row), values) for c, values in wanted.filters)
        ]
        needle = wanted.search.casefold()
        if not needle:
            return rows
        return [row for row in rows if any(needle in str(c.exported(row)).casefold() for c in self.columns)]

    def count(self, wanted: Wanted) -> tuple[int, bool]:
        """How many rows; a list is always counted to the end."""
        return len(self.chosen(wanted)), False

    def all(self, wanted: Wanted, limit: int) -> list[Any]:
        """Every chosen row in order, at most `limit`; empty values stand last."""
        rows, column = self.chosen(wanted), wanted.sort
        if column is not None:
            filled = [row for row in rows if column.value(row) is not None]
            filled.sort(key=lambda row: self._key(column.value(row)), reverse=wanted.descending)
            rows = filled + [row for row in rows if column.value(row) is None]
        return rows[:limit]

    @staticmethod
    def _key(value: Any) -> Any:
        return value.casefold() if isinstance(value, str) else value

    def page(self, wanted: Wanted, size: int) -> Page:
        """One page; cursors are offsets."""
        rows = self.all(wanted, len(self.rows))
        values = _unpacked(wanted.after, 1)
        start = values[0] if values and isinstance(values[0], int) else 0
        start = min(max(start, 0), len(rows))
        back = _unpacked(wanted.before, 1)
        if back and isinstance(back[0], int):
            start = min(max(back[0] - size, 0), len(rows))
        end = start + size
        return Page(
            rows[start:end], _packed([start]) if start else "", _packed([end]) if end < len(rows) else ""
        )
