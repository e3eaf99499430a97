"""Declarations and labels into files, in the form that `rules backtest` and `targeting train` read."""

from __future__ import annotations

import csv
import importlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import isnan
from pathlib import Path
from typing import Any

from tongguan.engines.risk_learning import Course, Row
from tongguan.operations.selection.queries.files import Unreadable

BATCH = 20_000
NAMED = {
    "hs_code": "line.hs_code", "origin_country": "line.origin_country", "mass_kg": "line.net_mass_kg",
    "price": "line.total_price", "currency": "line.currency",
}  # fmt: skip
DERIVED = frozenset({"price_per_kg", "net_share"})
"""Computed again by whoever reads the file."""


def flat(reference: str, row: Row, course: Course) -> dict[str, Any]:
    """One declaration as one flat row."""
    found: dict[str, Any] = {"reference": reference, "day": date.fromordinal(course.day).isoformat()}
    found |= {NAMED.get(name, name): _plain(value) for name, value in row.items() if name not in DERIVED}
    mass, share = _plain(row.get("mass_kg")), _plain(row.get("net_share"))
    found |= {
        "net_mass_kg": mass,
        "gross_mass_kg": round(mass / share, 6) if mass is not None and share else None,
        "total_price": _plain(row.get("price")),
        "inclusion": course.inclusion,
        "examined": course.examined,
        "at_random": course.at_random,
        "resolved_on": date.fromordinal(course.resolved).isoformat() if course.examined else None,
        "finding": course.finding if course.examined else None,
        "recovered_value": course.revenue if course.examined else None,
    }
    return found


def _plain(value: Any) -> Any:
    return None if value is None or (isinstance(value, float) and isnan(value)) else value


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    """Write flat rows as .csv, .jsonl or .parquet, by the name; how many. Raises Unreadable for another name."""
    writers = {".csv": _csv, ".jsonl": _json_lines, ".parquet": _parquet}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise Unreadable("a file name ends in .csv, .jsonl or .parquet")
    return writer(path, iter(rows))


def _csv(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = None
        for row in rows:
            count += 1
            writer = writer or _started(csv.DictWriter(text, list(row)))
            writer.writerow(row)
    return count


def _started(writer: Any) -> Any:
    writer.writeheader()
    return writer


def _json_lines(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as text:
        for row in rows:
            count += 1
            text.write(json.dumps(row, ensure_ascii=False) + "\n")
    return count


def _parquet(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    try:
        arrow, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise Unreadable("writing Parquet needs the optional dependency pyarrow") from None
    count, writer = 0, None
    for batch in _batches(rows):
        table = arrow.Table.from_pylist(batch, schema=writer.schema if writer else None)
        if (
            writer is None
        ):  # columns of the first batch that are empty are text or numbers later: call them text
            fields = [f.with_type(arrow.string()) if arrow.types.is_null(f.type) else f for f in table.schema]
            table = table.cast(arrow.schema(fields))
            writer = parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
        count += len(batch)
    if writer:
        writer.close()
    return count


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
