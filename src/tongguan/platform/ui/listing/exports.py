"""Exports of a table: every row that the filters leave, as CSV or JSON, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from tongguan.platform.ui.listing.columns import Column
from tongguan.platform.ui.markup import words

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""A cell that starts with one of these is run as a formula by spreadsheets (OWASP, CSV injection)."""
BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets read a CSV as UTF-8 only with this in front; without it Chinese turns into noise."""


def harmless(value: Any) -> Any:
    """A CSV cell that no spreadsheet executes: numbers as they are, text that looks like a formula quoted."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return value
    text = str(value)
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def as_csv(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """UTF-8 CSV with a header of labels."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(str(words(column.label))) for column in columns])
    for row in rows:
        writer.writerow([harmless(column.exported(row)) for column in columns])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def as_json(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """A JSON list of objects keyed by column name; decimals and dates as strings."""
    records = [{column.name: column.exported(row) for column in columns} for row in rows]
    return json.dumps(records, ensure_ascii=False, default=str).encode()


FORMATS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json; charset=utf-8"),
}
