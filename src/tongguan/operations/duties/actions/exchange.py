"""Importing the month's exchange rates."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from tongguan.engines.problems import Problem, Text
from tongguan.operations.duties.models import ExchangeRate
from tongguan.platform.audit.interface import record
from tongguan.platform.permissions.interface import Actor

MOST_BYTES = 1_000_000
CURRENCY = re.compile(r"[A-Z]{3}\Z")
RATE = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,8})?\Z")
WRONG = Text(zh="第 {line} 行有误：{what}", en="row {line} is wrong: {what}")


def import_exchange_rates(*, actor: Actor, data: bytes) -> tuple[int, list[Problem]]:
    """Write the good rows of a UTF-8 CSV, replacing those of the same currency and first day; never raises on
    content. Pointers are `row/column`."""
    try:
        text = data[: MOST_BYTES + 1].decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        return 0, [Problem("duties.exchange_file", Text(zh="文件不可读", en=f"unreadable: {error}"))]
    if len(data) > MOST_BYTES:
        return 0, [Problem("duties.exchange_file", Text(zh="文件过大", en="the file is too large"))]
    problems: list[Problem] = []
    good: list[ExchangeRate] = []
    for line, row in enumerate(rows, 2):
        made = exchange_rate(row)
        if isinstance(made, ExchangeRate):
            good.append(made)
        else:
            message = WRONG.filled(line=line, what=made)
            problems.append(Problem("duties.exchange_row", message, f"{line}/{made}"))
    with transaction.atomic():
        for rate in good:
            ExchangeRate.objects.update_or_create(
                currency=rate.currency,
                valid_from=rate.valid_from,
                defaults={
                    name: getattr(rate, name) for name in ("cny_per_unit", "valid_to", "source", "verified")
                },
            )
        told = {"rows": len(good), "refused": len(problems)}
        record(
            actor=actor, action="duties.exchange_rates.imported", subject=("duties", "exchange"), data=told
        )
    return len(good), problems


def exchange_rate(row: Mapping[str, Any]) -> ExchangeRate | str:
    """An unsaved row, or the name of the column that is wrong."""
    cells = {
        name: str(row.get(name) or "").strip() for name in ("currency", "cny_per_unit", "source", "verified")
    }
    if not CURRENCY.match(cells["currency"]):
        return "currency"
    if not RATE.match(cells["cny_per_unit"]):
        return "cny_per_unit"
    days: dict[str, date | None] = {}
    for name in ("valid_from", "valid_to"):
        text = str(row.get(name) or "").strip()
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            return name
    start, end = days["valid_from"], days["valid_to"]
    if start is None or (end is not None and end < start):
        return "valid_from" if start is None else "valid_to"
    if not cells["source"]:
        return "source"
    try:
        amount = Decimal(cells["cny_per_unit"])
    except InvalidOperation:
        return "cny_per_unit"
    if amount <= 0:
        return "cny_per_unit"
    return ExchangeRate(
        currency=cells["currency"],
        cny_per_unit=amount,
        valid_from=start,
        valid_to=end,
        source=cells["source"][:300],
        verified=cells["verified"] in ("1", "true"),
    )
