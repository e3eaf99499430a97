"""Importing tariff measures: preferential, provisional, seasonal, quota and remedy rates, compound rates and so on."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from tongguan.engines.problems import Problem, Text
from tongguan.engines.tariff import Kind, parse_rate, rate_text
from tongguan.operations.duties.models import Measure
from tongguan.platform.audit.interface import record
from tongguan.platform.permissions.interface import Actor

MOST_BYTES = 20_000_000
CODE = re.compile(r"[0-9]{2,13}\Z")
ORIGINS = re.compile(r"(?:[A-Z]{3}(?: [A-Z]{3})*)?\Z")
SEASON = re.compile(
    r"(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]) (?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))?\Z"
)
TEXTS = {"agreement": 20, "firm": 200, "exclusion": 40, "source": 300}
WRONG = Text(zh="第 {line} 行 {column} 有误", en="row {line}: {column} is wrong")
KEY = ("kind", "hs_code", "origins", "agreement", "firm", "season", "exclusion", "valid_from")


def import_measures(*, actor: Actor, data: bytes) -> tuple[int, list[Problem]]:
    """Write the good rows of a UTF-8 CSV (columns as the table's), replacing rows of the same key; never raises on
    content. Pointers are `row/column`; a rate that cannot be read says at which character."""
    if len(data) > MOST_BYTES:
        return 0, [Problem("duties.measure_file", Text(zh="文件过大", en="the file is too large"))]
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        return 0, [Problem("duties.measure_file", Text(zh="文件不可读", en=f"unreadable: {error}"))]
    problems: list[Problem] = []
    good: list[dict[str, Any]] = []
    for line, row in enumerate(rows, 2):
        made, wrong = measure_row(row, line)
        good += [made] if not wrong else []
        problems += wrong
    with transaction.atomic():
        for values in good:
            key = {name: values[name] for name in KEY}
            rest = {name: value for name, value in values.items() if name not in KEY}
            Measure.objects.update_or_create(**key, defaults=rest)
        told = {"rows": len(good), "refused": len(problems)}
        record(actor=actor, action="duties.measures.imported", subject=("duties", "measures"), data=told)
    return len(good), problems


def measure_row(row: Mapping[str, Any], line: int) -> tuple[dict[str, Any], list[Problem]]:
    """A row's values, and what is wrong with it."""
    cell = {str(name): str(value or "").strip() for name, value in row.items() if name}
    wrong: list[str] = []
    values: dict[str, Any] = {"verified": cell.get("verified", "") in ("1", "true")}
    for name, pattern in (("hs_code", CODE), ("origins", ORIGINS), ("season", SEASON)):
        values[name] = cell.get(name, "")
        wrong += [] if pattern.match(values[name]) else [name]
    for name, most in TEXTS.items():
        values[name] = cell.get(name, "")
        wrong += [name] if len(values[name]) > most or "\x00" in values[name] else []
    values["kind"] = cell.get("kind", "")
    wrong += [] if values["kind"] in set(Kind) else ["kind"]
    wrong += ["source"] if not values["source"] else []
    wrong += ["agreement"] if (values["kind"] == Kind.AGREEMENT) == (not values["agreement"]) else []
    for name in ("valid_from", "valid_to"):
        try:
            values[name] = date.fromisoformat(cell[name]) if cell.get(name) else None
        except ValueError:
            values[name] = None
            wrong.append(name)
    wrong += ["valid_from"] if values["valid_from"] is None and "valid_from" not in wrong else []
    if values["valid_from"] and values["valid_to"] and values["valid_to"] < values["valid_from"]:
        wrong.append("valid_to")
    problems = [
        Problem("duties.measure_row", WRONG.filled(line=line, column=name), f"{line}/{name}", line=line)
        for name in wrong
    ]
    rate, unread = parse_rate(cell.get("rate", ""))
    problems += [Problem(p.code, p.message, f"{line}/rate", line, p.column) for p in unread]
    values["rate"] = rate_text(rate) if rate is not None else ""
    return values, problems
