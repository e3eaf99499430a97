"""Declarations of the past from a file, for a back-test outside the house."""

from __future__ import annotations

import csv
import gzip
import importlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from tongguan.engines.targeting import Columns, Past
from tongguan.engines.targeting.fields import LINE_PREFIX
from tongguan.operations.selection.rules import SCHEMA, facts_of_declaration

MOST_ROWS = 2_000_000
MOST_BYTES = 4_000_000_000
LONGEST_LINE = 4_000_000
TRUE = frozenset({"1", "true", "yes"})


class Unreadable(Exception):
    """A data file that cannot be used; the message says why and where."""


def past_in(path: Path) -> Past:
    """The declarations of a .jsonl, .csv or .parquet file. Raises Unreadable."""
    records = list(whole(rows_in(path)))
    inclusion = [number_of(each.get("inclusion"), 0.0) for each in records]
    if any(not 0 <= chance <= 1 for chance in inclusion):
        raise Unreadable("an inclusion is not between 0 and 1")
    examined = [says_yes(each.get("examined")) for each in records]
    known = [seen and chance > 0 for seen, chance in zip(examined, inclusion, strict=True)]
    return Past(
        columns=Columns((facts_of_declaration(each, {}) for each in records), SCHEMA),
        days=[day_of(each.get("day")) for each in records],
        inclusion=np.array(inclusion, dtype=float),
        risk_chance=np.array([number_of(each.get("risk_chance"), 0.0) for each in records], dtype=float),
        chosen=np.array(examined, dtype=bool),
        known=np.array(known, dtype=bool),
        finding=np.array([says_yes(each.get("finding")) for each in records], dtype=bool),
        revenue=np.array([number_of(each.get("recovered_value"), 0.0) for each in records], dtype=float),
        reviewed=np.array([says_yes(each.get("reviewed")) for each in records], dtype=bool),
    )


def rows_in(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file as mappings, whatever they mean. Raises Unreadable, also while they are read."""
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(f"larger than {MOST_BYTES} bytes")
    readers = {".jsonl": _json_lines, ".ndjson": _json_lines, ".csv": _csv, ".gz": _csv, ".parquet": _parquet}
    reader = readers.get(path.suffix.lower())
    if reader is None or (path.suffix.lower() == ".gz" and not path.name.lower().endswith(".csv.gz")):
        raise Unreadable("a file name ends in .jsonl, .csv, .csv.gz or .parquet")
    for number, row in enumerate(reader(path)):
        if number >= MOST_ROWS:
            raise Unreadable(f"more than {MOST_ROWS} rows")
        yield row


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as lines:
        for number, line in enumerate(iter(lambda: lines.readline(LONGEST_LINE + 1), b""), 1):
            if len(line) > LONGEST_LINE:
                raise Unreadable(f"line {number} is longer than {LONGEST_LINE} bytes")
            if not line.strip():
                continue
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                raise Unreadable(f"line {number} is not JSON") from None
            if not isinstance(found, dict):
                raise Unreadable(f"line {number} is not an object")
            yield found


def _csv(path: Path) -> Iterator[dict[str, Any]]:
    try:
        packed = path.suffix.lower() == ".gz"
        with (
            gzip.open(path, "rt", encoding="utf-8-sig", newline="")
            if packed
            else path.open(encoding="utf-8-sig", newline="") as text
        ):
            yield from csv.DictReader(text)
    except (UnicodeDecodeError, csv.Error, EOFError, OSError, zlib.error) as fault:
        raise Unreadable(str(fault)) from None


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    try:
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise Unreadable("reading Parquet needs the optional dependency pyarrow") from None
    try:
        for batch in parquet.ParquetFile(path).iter_batches(batch_size=5000):
            yield from batch.to_pylist()
    except (OSError, ValueError) as fault:  # pyarrow's own errors are ValueErrors
        raise Unreadable(str(fault)[:200]) from None


def whole(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Declarations with their `items`; rows of a flat file that share a `reference` are lines of one."""
    by_reference: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows):
        if "items" in row:
            items = row["items"] or []
            if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
                raise Unreadable(f"row {number + 1}: items is not a list of objects")
            yield {**row, "items": items}
            continue
        line = {
            name.removeprefix(LINE_PREFIX): value
            for name, value in row.items()
            if name and name.startswith(LINE_PREFIX)
        }
        reference = str(row.get("reference") or f"row {number + 1}")
        known = by_reference.setdefault(reference, {**row, "items": []})
        if any(value not in (None, "") for value in line.values()):
            known["items"].append(line)
    yield from by_reference.values()


def number_of(value: Any, otherwise: float) -> float:
    """The number; `otherwise` where there is none."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return otherwise
    return number if isfinite(number) else otherwise


def says_yes(value: Any) -> bool:
    """Whether a cell says true, yes or 1."""
    return value is True or str(value).strip().lower() in TRUE


def day_of(value: Any) -> date:
    """The day; 1 January 1970 where none is stated."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return datetime.fromtimestamp(0, UTC).date()
