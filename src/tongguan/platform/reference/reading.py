"""Reads CSV files of codes, numbers and rates: hostile text in, rows and problems out; never raises on content."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from typing import Any

from tongguan.engines.problems import Problem, Text
from tongguan.platform.reference.enums import ParameterKind, RateKind, Status
from tongguan.platform.reference.kinds import Kind
from tongguan.platform.reference.models import NAME_LENGTH

MOST_BYTES = 50_000_000
MOST_ROWS = 500_000
LONGEST_FIELD = 4_000
FIXED = frozenset({"code", "zh", "en", "valid_from", "valid_to", "source", "status"})
NEEDED = {
    "code": ("code", "zh"),
    "parameter": ("code", "zh", "kind", "value"),
    "rate": ("hs_code", "kind", "percent"),
}
KEYS = {"code": ("code",), "parameter": ("code",), "rate": ("hs_code", "kind")}
"""What names one thing of a table; with its first day it may stand in a file once."""
ENCODINGS = {"auto": ("utf-8-sig", "gb18030"), "utf-8": ("utf-8-sig",), "gb18030": ("gb18030",)}
LONG = Text(zh="该行的格数多于表头", en="the row has more cells than the header")
DATE_WRONG = Text(zh="日期须为 YYYY-MM-DD", en="a date is written YYYY-MM-DD")


@dataclass(frozen=True, slots=True)
class Row:
    """One good row, ready for its table's columns, and the line it came from."""

    values: dict[str, Any]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What the importer says about a file: source and validity of rows that do not state their own, its encoding,
    and the codes of the lists whose names stand in it (list → name → code)."""

    source: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    encoding: str = "auto"
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def decoded(data: bytes, encoding: str = "auto") -> tuple[str, list[Problem]]:
    """The text of a UTF-8 (with or without mark) or GB18030 file, which may be packed by gzip."""
    too_large = _problem("reference.too_large", "", Text(zh="文件超过 50 MB", en="the file exceeds 50 MB"))
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.open(io.BytesIO(data)) as packed:
                data = packed.read(MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error):
            told = Text(zh="压缩文件已损坏", en="the packed file is damaged")
            return "", [_problem("reference.packed", "", told)]
    if len(data) > MOST_BYTES:
        return "", [too_large]
    for name in ENCODINGS[encoding]:
        try:
            return data.decode(name), []
        except UnicodeDecodeError:
            continue
    wrong = Text(zh="文件既非 UTF-8 也非 GB18030 编码", en="the file is neither UTF-8 nor GB18030")
    if encoding != "auto":
        wrong = Text(zh=f"文件不是 {encoding} 编码", en=f"the file is not {encoding}")
    return "", [_problem("reference.encoding", "", wrong)]


def rows_of(data: bytes, kind: Kind, given: Given = Given()) -> tuple[list[Row], list[Problem]]:
    """Good rows and problems of a CSV file; pointers are `line/column` in the file's own column names.

    In a code list any further column is an attribute. A row stated twice is a problem, the first one stands.
    """
    text, problems = decoded(data, given.encoding)
    if problems:
        return [], problems
    good: list[Row] = []
    seen: dict[tuple[Any, ...], int] = {}
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        shown = [name.strip() for name in next(reader, [])]
        header = [kind.renamed(name) for name in shown]
        missing = [name for name in _needed(kind) if name not in header]
        if missing:
            told = Text(zh=f"缺少列：{'、'.join(missing)}", en=f"missing columns: {', '.join(missing)}")
            return [], [_problem("reference.columns", "1", told, line=1)]
        twice = sorted({name for name in header if name and header.count(name) > 1})
        if twice:
            told = Text(zh=f"列重复：{'、'.join(twice)}", en=f"columns stated twice: {', '.join(twice)}")
            return [], [_problem("reference.columns", "1", told, line=1)]
        own = {ours: theirs for ours, theirs in zip(header, shown, strict=True) if ours}
        for cells in _rows(reader, problems):
            if len(good) >= MOST_ROWS:
                told = Text(zh=f"超过 {MOST_ROWS} 行", en=f"more than {MOST_ROWS} rows")
                problems.append(_problem("reference.too_many", str(reader.line_num), told))
                break
            raw = dict(zip_longest(header, cells[: len(header)], fillvalue=""))
            found = list(_checked(raw, kind, given, reader.line_num))
            if any(cell.strip() for cell in cells[len(header) :]):
                found.insert(0, _problem("reference.row_length", str(reader.line_num), LONG, reader.line_num))
            wrong = [_as_in_file(item, own) for item in found if isinstance(item, Problem)]
            row = found[-1]
            if not wrong and isinstance(row, Row):
                key = (*(row.values[name] for name in KEYS[kind.table]), row.values["valid_from"])
                first = seen.setdefault(key, row.line)
                if first == row.line:
                    good.append(row)
                else:
                    told = Text(zh=f"与第 {first} 行重复", en=f"says what line {first} says already")
                    wrong = [_problem("reference.doubled", str(row.line), told, line=row.line)]
            problems += wrong
    except csv.Error as error:
        told = Text(zh=f"CSV 格式错误：{error}", en=f"not CSV: {error}")
        problems.append(_problem("reference.csv", "", told))
    return good, problems


def _rows(reader: Any, problems: list[Problem]) -> Iterator[list[str]]:
    """The rows that say something; a malformed one is told, and reading goes on behind it."""
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            told = Text(zh=f"CSV 格式错误：{error}", en=f"not CSV: {error}")
            problems.append(_problem("reference.csv", str(reader.line_num), told, line=reader.line_num))
            continue
        if any(cell.strip() for cell in cells):
            yield cells


def _needed(kind: Kind) -> tuple[str, ...]:
    return ("code",) if kind.completes else NEEDED[kind.table]


def _as_in_file(problem: Problem, own: Mapping[str, str]) -> Problem:
    """A problem with the file's own name of the column."""
    line, _, column = problem.pointer.partition("/")
    return replace(problem, pointer=f"{line}/{own.get(column, column)}")


def _checked(raw: dict[str, str], kind: Kind, given: Given, line: int) -> Iterator[Row | Problem]:
    """The problems of one row and, last, the row itself."""
    cell = {name: value.strip() for name, value in raw.items() if name}
    cell = {name: "" if value in kind.none else value for name, value in cell.items()}
    for name, value in cell.items():
        if len(value) > LONGEST_FIELD or "\x00" in value:
            told = Text(zh="内容过长或含非法字符", en="too long, or a character that no text has")
            yield _problem("reference.cell", f"{line}/{name}", told, line=line)
    for name in _needed(kind):
        if not cell.get(name):
            yield _problem("reference.empty", f"{line}/{name}", Text(zh="不得为空", en="is empty"), line=line)
    yield from _known_names(cell, kind, given, line)
    values: dict[str, Any] = {"source": cell.get("source") or given.source}
    if not values["source"] and not kind.completes:
        told = Text(zh="须注明出处", en="a source must be named")
        yield _problem("reference.no_source", f"{line}/source", told, line=line)
    status = cell.get("status") or Status.UNVERIFIED
    if status not in Status.values:
        told = Text(zh="状态须为 verified 或 unverified", en="status is verified or unverified")
        yield _problem("reference.status", f"{line}/status", told, line=line)
    values["status"] = status
    for name in ("valid_from", "valid_to"):
        try:
            values[name] = date.fromisoformat(cell[name]) if cell.get(name) else getattr(given, name)
        except ValueError:
            yield _problem("reference.date", f"{line}/{name}", DATE_WRONG, line=line)
    opened, closed = values.get("valid_from"), values.get("valid_to")
    if opened and closed and closed < opened:
        told = Text(zh="止期早于起期", en="the last day is before the first")
        yield _problem("reference.dates", f"{line}/valid_to", told, line=line)
    yield from _CHECKS[kind.table](cell, values, line)
    code = values.get("code", "")
    if kind.pattern and code and not re.fullmatch(kind.pattern, code):
        told = Text(zh=f"代码应形如 {kind.pattern}", en=f"a code looks like {kind.pattern}")
        yield _problem("reference.code", f"{line}/code", told, line=line)
    yield Row(values, line)


def _known_names(cell: dict[str, str], kind: Kind, given: Given, line: int) -> Iterator[Problem]:
    """Put the code in place of each name that stands for one; tells names the other list does not have."""
    for column, table in kind.names_of.items():
        name = cell.get(column, "")
        if not name:
            continue
        code = given.names.get(table, {}).get(name)
        if code is None:
            told = Text(
                zh=f"“{name[:40]}”不在代码表 {table} 中", en=f"'{name[:40]}' is not in the list {table}"
            )
            yield _problem("reference.name", f"{line}/{column}", told, line=line)
        else:
            cell[column] = code


def _code(cell: dict[str, str], values: dict[str, Any], line: int) -> Iterator[Problem]:
    zh = cell.get("zh", "")
    values.update(code=cell["code"], zh=zh, en=cell.get("en") or zh)
    values["attributes"] = {k: v for k, v in cell.items() if k not in FIXED and v}
    yield from _lengths({"code": 20, "zh": NAME_LENGTH, "en": NAME_LENGTH, "source": 300}, values, line)


def _parameter(cell: dict[str, str], values: dict[str, Any], line: int) -> Iterator[Problem]:
    values.update({name: cell.get(name, "") for name in ("code", "zh", "en", "kind", "value", "unit")})
    values["en"] = values["en"] or values["zh"]
    yield from _lengths({"code": 80, "zh": 200, "en": 200, "unit": 30, "source": 300}, values, line)
    told = value_problem(values["kind"], values["value"])
    if told:
        yield _problem("reference.value", f"{line}/value", told, line=line)


def value_problem(kind: str, value: str) -> Text | None:
    """Why a legal number's text does not fit its kind, or None."""
    try:
        if kind == ParameterKind.DECIMAL and not Decimal(value).is_finite():
            return Text(zh="须为有限数值", en="must be a finite number")
        if kind == ParameterKind.JSON:
            json.loads(value)
    except (InvalidOperation, ValueError, RecursionError):
        return Text(zh="取值与类型不符", en="the value does not fit its kind")
    if kind not in ParameterKind.values:
        return Text(zh="未知类型", en="unknown kind")
    return None


def _rate(cell: dict[str, str], values: dict[str, Any], line: int) -> Iterator[Problem]:
    values.update(hs_code=cell["hs_code"], kind=cell["kind"])
    if not (cell["hs_code"].isdecimal() and cell["hs_code"].isascii() and len(cell["hs_code"]) in (8, 10)):
        told = Text(zh="商品编号须为 8 或 10 位数字", en="a commodity code has 8 or 10 digits")
        yield _problem("reference.hs_code", f"{line}/hs_code", told, line=line)
    if cell["kind"] not in RateKind.values:
        yield _problem("reference.kind", f"{line}/kind", Text(zh="未知税种", en="unknown tax"), line=line)
    try:
        values["percent"] = Decimal(cell["percent"])
        fits = 0 <= values["percent"] < 10_000 and values["percent"].as_tuple().exponent >= -4
    except (InvalidOperation, TypeError):
        fits = False
    if not fits:
        told = Text(
            zh="税率须为 0 至 9999 且不超过四位小数", en="a rate is 0 to 9999 with at most 4 decimals"
        )
        yield _problem("reference.percent", f"{line}/percent", told, line=line)


def _lengths(limits: dict[str, int], values: dict[str, Any], line: int) -> Iterator[Problem]:
    for name, limit in limits.items():
        if len(values[name]) > limit:
            told = Text(zh=f"超过 {limit} 个字符", en=f"longer than {limit} characters")
            yield _problem("reference.too_long", f"{line}/{name}", told, line=line)


_CHECKS = {"code": _code, "parameter": _parameter, "rate": _rate}


def _problem(code: str, pointer: str, message: Text, line: int | None = None) -> Problem:
    return Problem(code, message, pointer=pointer, line=line)
