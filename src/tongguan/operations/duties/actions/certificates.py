"""Importing quota certificates: a firm's quantity of a tariff quota, as the issuing body gave it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from tongguan.engines.problems import Problem, Text
from tongguan.engines.tariff import quantity_in
from tongguan.operations.duties.actions.measures import CODE, MOST_BYTES, WRONG
from tongguan.operations.duties.models import QuotaCertificate
from tongguan.platform.audit.interface import record
from tongguan.platform.permissions.interface import Actor

NUMBER = re.compile(r"[A-Za-z0-9./_-]{1,64}\Z")
HOLDER = re.compile(r"[A-Za-z0-9-]{1,64}\Z")
QUANTITY = re.compile(r"[0-9]{1,14}(?:\.[0-9]{1,6})?\Z")
TWICE = Text(
    zh="第 {line} 行：证书号 {number} 在文件中重复", en="row {line}: certificate {number} appears twice"
)
DRAWN = Text(
    zh="第 {line} 行：证书 {number} 已使用 {drawn}，数量不得低于此数，持有人与税号亦不得更改",
    en="row {line}: {drawn} of certificate {number} is used: neither less, nor another holder or commodity",
)


def import_certificates(*, actor: Actor, data: bytes) -> tuple[int, list[Problem]]:
    """Write the good rows of a UTF-8 CSV (number, holder, hs_code, quantity, unit, valid_from, valid_to, source),
    replacing certificates of the same number; never raises on content. Pointers are `row/column`. What is used of a
    certificate is never taken back by an import: such a row is refused."""
    if len(data) > MOST_BYTES:
        return 0, [Problem("duties.quota_file", Text(zh="文件过大", en="the file is too large"))]
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        return 0, [Problem("duties.quota_file", Text(zh="文件不可读", en=f"unreadable: {error}"))]
    problems: list[Problem] = []
    written, seen = 0, set()
    with transaction.atomic():
        for line, row in enumerate(rows, 2):
            values, wrong = certificate_row(row, line)
            if not wrong and values["number"] in seen:
                wrong = [_problem(TWICE.filled(line=line, number=values["number"]), line, "number")]
            wrong = wrong or _write(values, line)
            seen.add(values["number"])
            written += not wrong
            problems += wrong
        told = {"rows": written, "refused": len(problems)}
        record(actor=actor, action="duties.quotas.imported", subject=("duties", "quotas"), data=told)
    return written, problems


def certificate_row(row: Mapping[str, Any], line: int) -> tuple[dict[str, Any], list[Problem]]:
    """A row's values, and what is wrong with it."""
    cell = {str(name): str(value or "").strip() for name, value in row.items() if name}
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for name, pattern in (("number", NUMBER), ("holder", HOLDER), ("hs_code", CODE)):
        values[name] = cell.get(name, "")
        wrong += [] if pattern.match(values[name]) else [name]
    values["quantity"] = Decimal(cell["quantity"]) if QUANTITY.match(cell.get("quantity", "")) else Decimal(0)
    wrong += [] if values["quantity"] > 0 else ["quantity"]
    values["unit"] = cell.get("unit") or "kg"
    wrong += [] if quantity_in("kg", {values["unit"]: Decimal(1)}) else ["unit"]
    for name in ("valid_from", "valid_to"):
        try:
            values[name] = date.fromisoformat(cell.get(name, ""))
        except ValueError:
            values[name] = None
            wrong.append(name)
    if values["valid_from"] and values["valid_to"] and values["valid_to"] < values["valid_from"]:
        wrong.append("valid_to")
    values["source"] = cell.get("source", "")
    wrong += [] if 0 < len(values["source"]) <= 300 and "\x00" not in values["source"] else ["source"]
    return values, [_problem(WRONG.filled(line=line, column=name), line, name) for name in wrong]


def _write(values: dict[str, Any], line: int) -> list[Problem]:
    known = QuotaCertificate.objects.select_for_update().filter(number=values["number"]).first()
    if known is not None and known.drawn:
        same = (known.holder, known.hs_code, known.unit) == (
            values["holder"],
            values["hs_code"],
            values["unit"],
        )
        if not same or values["quantity"] < known.drawn:
            text = DRAWN.filled(line=line, number=known.number, drawn=f"{known.drawn:f}")
            return [_problem(text, line, "quantity" if same else "holder")]
    rest = {name: value for name, value in values.items() if name != "number"}
    QuotaCertificate.objects.update_or_create(number=values["number"], defaults=rest)
    return []


def _problem(text: Text, line: int, column: str) -> Problem:
    return Problem("duties.quota_row", text, f"{line}/{column}", line=line)
