"""Declarations as CSV: one row for each goods line, the head repeated on every row.

A column is a field of the head (`customs_office`, `freight.amount`, `consignee.code`,
`containers.0.number`) or, after `item.`, of the line (`item.hs_code`, `item.container_numbers.0`). Rows
that follow each other with the same `trader_reference` are one declaration. An empty cell is an absent
field. UTF-8 (with or without a byte order mark) and GB18030 are read; UTF-8 with a byte order mark, which
spreadsheets open rightly, is written.

A cell a spreadsheet would run as a formula is kept as text with a warning; when written it gets a leading
apostrophe, which reading takes away again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tongguan.engines.declaration.json_codec import from_plain, to_plain
from tongguan.engines.declaration.limits import (
    MAX_CSV_BYTES,
    MAX_CSV_COLUMNS,
    MAX_CSV_ROWS,
    MAX_DEPTH,
    MAX_PROBLEMS,
)
from tongguan.engines.declaration.model import GoodsDeclaration
from tongguan.engines.problems import Problem, Text

ITEM = "item."
KEY = "trader_reference"

TOO_LARGE = Text(zh="文件超过 {limit} 字节", en="the file is larger than {limit} bytes")
TOO_MANY_ROWS = Text(zh="文件超过 {limit} 行", en="the file has more than {limit} rows")
COLUMNS = Text(zh="列数超过 {limit}", en="the file has more than {limit} columns")
ENCODING = Text(zh="既不是 UTF-8 也不是 GB18030 文本", en="the text is neither UTF-8 nor GB18030")
NO_HEADER = Text(zh="缺少表头行", en="the header row is missing")
COLUMN_NAME = Text(
    zh="列名“{name}”重复、为空或与其下级列并存",
    en="the column name '{name}' is empty, repeated or stands beside columns below it",
)
ROW_LENGTH = Text(
    zh="本行有 {found} 格，表头有 {expected} 列", en="the row has {found} cells, the header {expected}"
)
SYNTAX = Text(zh="CSV 格式错误", en="the CSV is malformed")
HEAD_DIFFERS = Text(
    zh="同一报关单各行的表头字段应一致", en="rows of one declaration must agree in the fields of the head"
)
FORMULA = Text(zh="单元格像公式，已按文本处理", en="the cell looks like a formula; it is taken as text")

_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9.,]+\Z")


@dataclass(frozen=True, slots=True)
class CsvReading:
    """What was read; a declaration with a problem is left out. Pointers are `row/column`, the header is row 1."""

    declarations: tuple[GoodsDeclaration, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def from_csv(data: bytes) -> CsvReading:
    """Read the declarations of a CSV file; never raises."""
    if len(data) > MAX_CSV_BYTES:
        return _refused("too_large", TOO_LARGE.filled(limit=MAX_CSV_BYTES))
    text = _decoded(data)
    if text is None:
        return _refused("encoding", ENCODING)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return _read(reader)
    except csv.Error:
        return _refused("syntax", SYNTAX, line=reader.line_num)


def _refused(code: str, message: Text, pointer: str = "", line: int | None = None) -> CsvReading:
    return CsvReading(problems=(Problem(f"declaration.csv.{code}", message, pointer, line=line),))


def _decoded(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _read(reader: Any) -> CsvReading:
    header = [name.strip() for name in next(reader, [])]
    if not header:
        return _refused("no_header", NO_HEADER)
    if len(header) > MAX_CSV_COLUMNS:
        return _refused("columns", COLUMNS.filled(limit=MAX_CSV_COLUMNS), "1", 1)
    for name in header:
        shadowed = any(other.startswith(f"{name}.") for other in header)
        if not name or header.count(name) > 1 or name.count(".") > MAX_DEPTH or shadowed:
            shown = ascii(name[:80])[1:-1]
            return _refused("column_name", COLUMN_NAME.filled(name=shown), f"1/{shown}", 1)
    out: list[GoodsDeclaration] = []
    problems: list[Problem] = []
    warnings: list[Problem] = []
    group: list[tuple[int, dict[str, str]]] = []
    for number, cells in enumerate(reader, 2):
        if number > MAX_CSV_ROWS + 1:
            return _refused("rows", TOO_MANY_ROWS.filled(limit=MAX_CSV_ROWS), str(number), reader.line_num)
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            message = ROW_LENGTH.filled(found=len(cells), expected=len(header))
            problems.append(Problem("declaration.csv.row_length", message, str(number), line=reader.line_num))
            continue
        row = {name: cell for name, cell in zip(header, _taken(cells), strict=True) if cell}
        for name, cell in row.items():
            if _is_formula(cell) and len(warnings) < MAX_PROBLEMS:
                warnings.append(Problem("declaration.csv.formula", FORMULA, f"{number}/{name}"))
        if group and group[0][1].get(KEY) != row.get(KEY):
            _declare(group, out, problems)
            group = []
        group.append((number, row))
        if len(problems) >= MAX_PROBLEMS:
            group = []
            break
    if group:
        _declare(group, out, problems)
    return CsvReading(tuple(out), tuple(problems[:MAX_PROBLEMS]), tuple(warnings))


def _taken(cells: list[str]) -> Iterator[str]:
    for cell in cells:
        stripped = cell.strip()
        yield stripped[1:] if stripped[:1] == "'" and _is_formula(stripped[1:]) else stripped


def _is_formula(cell: str) -> bool:
    return bool(_FORMULA.match(cell)) and not _NUMBER.match(cell)


def _declare(
    group: list[tuple[int, dict[str, str]]], out: list[GoodsDeclaration], problems: list[Problem]
) -> None:
    """One declaration from its rows."""
    number, first = group[0]
    head = {name: cell for name, cell in first.items() if not name.startswith(ITEM)}
    for other, row in group[1:]:
        names = {name for name in (*row, *first) if not name.startswith(ITEM)}
        for name in sorted(name for name in names if row.get(name) != first.get(name)):
            problems.append(Problem("declaration.csv.head_differs", HEAD_DIFFERS, f"{other}/{name}"))
            return
    lines = [
        (row, {name[len(ITEM) :]: cell for name, cell in cells.items() if name.startswith(ITEM)})
        for row, cells in group
    ]
    lines = [(row, cells) for row, cells in lines if cells]
    plain = _nested(head)
    if isinstance(plain, dict) and lines:
        plain["items"] = [_nested(cells) for _, cells in lines]
    declaration, found = from_plain(plain)
    for problem in found:
        steps = problem.pointer.strip("/").split("/")
        row, column = number, ".".join(steps)
        if steps[0] == "items" and len(steps) > 1 and steps[1].isdigit():
            row, column = lines[int(steps[1])][0], ITEM + ".".join(steps[2:])
        problems.append(Problem(problem.code, problem.message, f"{row}/{column}"))
    if declaration is not None:
        out.append(declaration)


def _nested(cells: dict[str, str]) -> Any:
    """`{"a.0.b": "x"}` → `{"a": [{"b": "x"}]}`; no name is both a value and a group, the header was checked."""
    tree: dict[str, Any] = {}
    for name, cell in cells.items():
        *steps, last = name.split(".")
        at = tree
        for step in steps:
            at = at.setdefault(step, {})
        at[last] = cell
    return _listed(tree)


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    out = {name: _listed(entry) for name, entry in value.items()}
    if out and all(name.isascii() and name.isdigit() and len(name) < 6 for name in out):
        return [out[name] for name in sorted(out, key=int)]
    return out


def to_csv(declarations: Iterable[GoodsDeclaration]) -> bytes:
    """The declarations as CSV, one row for each line; columns are those any of them fills."""
    rows: list[dict[str, str]] = []
    for declaration in declarations:
        plain = to_plain(declaration)
        items = plain.pop("items", None) or [{}]
        head = dict(_flat(plain, ""))
        rows += [head | dict(_flat(item, ITEM)) for item in items]
    columns = sorted(
        dict.fromkeys(name for row in rows for name in row), key=lambda name: name.startswith(ITEM)
    )
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(columns)
    writer.writerows([_guarded(row.get(name, "")) for name in columns] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _guarded(cell: str) -> str:
    return f"'{cell}" if _is_formula(cell) or (cell[:1] == "'" and _is_formula(cell[1:])) else cell


def _flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from _flat(entry, f"{name}{key}." if isinstance(entry, (dict, list)) else f"{name}{key}")
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _flat(
                entry, f"{name}{index}." if isinstance(entry, (dict, list)) else f"{name}{index}"
            )
    else:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)
