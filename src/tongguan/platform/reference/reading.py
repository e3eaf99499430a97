"""Reads CSV files of codes, numbers and rates: hostile text in, rows and problems out; never raises on content."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tongguan.engines.problems import Problem, Text
from tongguan.platform.reference.enums import ParameterKind, RateKind, Status

MOST_BYTES = 50_000_000
MOST_ROWS = 500_000
LONGEST_FIELD = 4_000
FIXED = frozenset({"code", "zh", "en", "valid_from", "valid_to", "source", "status"})
NEEDED = {
    "code": ("code", "zh"),
    "parameter": ("code", "zh", "kind", "value"),
    "rate": ("hs_code", "kind", "percent"),
}
ALIASES = {"name_zh": "zh", "name_en": "en", "代码": "code", "名称": "zh", "中文名称": "zh", "英文名称": "en"}
DATE_WRONG = Text(zh="日期须为 YYYY-MM-DD", en="a date is written YYYY-MM-DD")


@dataclass(frozen=True, slots=True)
class Row:
    """One good row, ready for its table's columns."""

    values: dict[str, Any]


def decoded(data: bytes) -> tuple[str, list[Problem]]:
    """The text of a UTF-8 (with or without mark) or GB18030 file."""
    if len(data) > MOST_BYTES:
        return "", [
            _problem("reference.too_large", "", Text(zh="文件超过 50 MB", en="the file exceeds 50 MB"))
        ]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding), []
        except UnicodeDecodeError:
            continue
    wrong = Text(zh="文件既非 UTF-8 也非 GB18030 编码", en="the file is neither UTF-8 nor GB18030")
    return "", [_problem("reference.encoding", "", wrong)]


def rows_of(data: bytes, table: str, *, source: str = "") -> tuple[list[Row], list[Problem]]:
    """Good rows and problems of a CSV file for `code`, `parameter` or `rate`; pointers are `line/column`.

    `source` stands in where the file has no such column. In a code list any further column is an attribute.
    """
    text, problems = decoded(data)
    if problems:
        return [], problems
    good: list[Row] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = [ALIASES.get(name.strip(), name.strip()) for name in next(reader, [])]
        missing = [name for name in NEEDED[table] if name not in header]
        if missing:
            told = Text(zh=f"缺少列：{'、'.join(missing)}", en=f"missing columns: {', '.join(missing)}")
            return [], [_problem("reference.columns", "1", told, line=1)]
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(good) >= MOST_ROWS:
                told = Text(zh=f"超过 {MOST_ROWS} 行", en=f"more than {MOST_ROWS} rows")
                problems.append(_problem("reference.too_many", str(reader.line_num), told))
                break
            found = list(_checked(dict(zip(header, cells, strict=False)), table, source, reader.line_num))
            wrong = [item for item in found if isinstance(item, Problem)]
            problems += wrong
            good += [] if wrong else [item for item in found if isinstance(item, Row)]
    except csv.Error as error:
        told = Text(zh=f"CSV 格式错误：{error}", en=f"not CSV: {error}")
        problems.append(_problem("reference.csv", "", told))
    return good, problems


def _checked(raw: dict[str, str], table: str, source: str, line: int) -> Iterator[Row | Problem]:
    cell = {name: value.strip() for name, value in raw.items() if name}
    for name, value in cell.items():
        if len(value) > LONGEST_FIELD or "\x00" in value:
            told = Text(zh="内容过长或含非法字符", en="too long, or a character that no text has")
            yield _problem("reference.cell", f"{line}/{name}", told, line=line)
    for name in NEEDED[table]:
        if not cell.get(name):
            yield _problem("reference.empty", f"{line}/{name}", Text(zh="不得为空", en="is empty"), line=line)
    values: dict[str, Any] = {"source": cell.get("source") or source}
    if not values["source"]:
        told = Text(zh="须注明出处", en="a source must be named")
        yield _problem("reference.no_source", f"{line}/source", told, line=line)
    status = cell.get("status") or Status.UNVERIFIED
    if status not in Status.values:
        told = Text(zh="状态须为 verified 或 unverified", en="status is verified or unverified")
        yield _problem("reference.status", f"{line}/status", told, line=line)
    values["status"] = status
    for name in ("valid_from", "valid_to"):
        try:
            values[name] = date.fromisoformat(cell[name]) if cell.get(name) else None
        except ValueError:
            yield _problem("reference.date", f"{line}/{name}", DATE_WRONG, line=line)
    opened, closed = values.get("valid_from"), values.get("valid_to")
    if opened and closed and closed < opened:
        told = Text(zh="止期早于起期", en="the last day is before the first")
        yield _problem("reference.dates", f"{line}/valid_to", told, line=line)
    yield from _CHECKS[table](cell, values, line)
    yield Row(values)


def _code(cell: dict[str, str], values: dict[str, Any], line: int) -> Iterator[Problem]:
    values.update(code=cell["code"], zh=cell["zh"], en=cell.get("en") or cell["zh"])
    values["attributes"] = {k: v for k, v in cell.items() if k not in FIXED and v}
    yield from _lengths({"code": 20, "zh": 300, "en": 300, "source": 300}, values, line)


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
