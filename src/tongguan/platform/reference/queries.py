"""Reads: a warm lookup is one dictionary access; a change anywhere is seen within VERSION_CHECK_S seconds."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.platform.reference.contracts import CodeValue, Dated, ParameterValue, RateValue
from tongguan.platform.reference.enums import ParameterKind, RateKind, Status
from tongguan.platform.reference.errors import ReferenceMissing
from tongguan.platform.reference.kinds import own_kind
from tongguan.platform.reference.models import Code, CodeList, Parameter, Rate
from tongguan.platform.reference.reading import rows_of
from tongguan.platform.reference.shipped import DATA

VERSION_CHECK_S = 1.0
"""How long a process may answer from its memory before it asks the database for the version number again."""
MOST_DAYS = 4_096
"""Answers kept in memory, one for each list and day asked for."""
EMPTY: Mapping[str, Any] = MappingProxyType({})

_answers: dict[tuple[str, date], Mapping[str, Any]] = {}
_rows: dict[str, list[Dated]] = {}
_known = {"number": -1, "check_at": 0.0}


def forget() -> None:
    """Drop what this process remembers; the next read asks the database."""
    _answers.clear()
    _rows.clear()
    _known["number"], _known["check_at"] = -1, 0.0


def _fresh() -> None:
    """Forget everything if the database's version number moved; asks at most once in VERSION_CHECK_S."""
    now = time.monotonic()
    if now < _known["check_at"]:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM reference_referenceversion WHERE id = 1")
        found = cursor.fetchone()
    number = found[0] if found else 0
    if number != _known["number"]:
        _answers.clear()
        _rows.clear()
        _known["number"] = number
    _known["check_at"] = now + getattr(settings, "REFERENCE_VERSION_CHECK_S", VERSION_CHECK_S)


def _on(name: str, day: date, read: Callable[[], Iterable[Dated]], key: Callable[[Any], str]) -> Mapping:
    """The rows called `name` that hold on `day`, by key."""
    _fresh()
    found = _answers.get((name, day))
    if found is None:
        rows = _rows.get(name)
        if rows is None:
            rows = _rows[name] = list(read())
        found = MappingProxyType({key(row): row for row in rows if holds(row, day)})
        if len(_answers) >= MOST_DAYS:
            _answers.clear()
        _answers[(name, day)] = found
    return found


def holds(row: Dated, day: date) -> bool:
    """Whether a row is in force on a day."""
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day <= row.valid_to)


def codes(list_code: str, on: date | None = None) -> Mapping[str, CodeValue]:
    """The codes of a list in force on a day (today by default), by code; an unknown list is empty."""

    def read() -> Iterable[CodeValue]:
        return [code_value(row) for row in Code.objects.filter(list_id=list_code).order_by("code")]

    return _on(f"codes:{list_code}", on or timezone.localdate(), read, lambda row: row.code)


def is_code(list_code: str, code: str, on: date | None = None) -> bool:
    """Whether a list holds a code on a day."""
    return code in codes(list_code, on)


def has_list(list_code: str) -> bool:
    """Whether there is such a list with any code on any day."""
    codes(list_code)
    return bool(_rows.get(f"codes:{list_code}"))


def code_name(list_code: str, code: str, on: date | None = None) -> Text:
    """The name of a code on a day; a code that is not in the list names itself."""
    found = codes(list_code, on).get(code)
    return found.name if found else Text(zh=code or "—", en=code or "—")


def parameters(on: date | None = None) -> Mapping[str, ParameterValue]:
    """All legal numbers in force on a day, by code."""

    def read() -> Iterable[ParameterValue]:
        return [parameter_value(row) for row in Parameter.objects.order_by("code")]

    return _on("parameters", on or timezone.localdate(), read, lambda row: row.code)


def parameter_row(code: str, on: date | None = None) -> ParameterValue:
    """A legal number with its unit, source and trust; raises ReferenceMissing where none is in force."""
    found = parameters(on).get(code)
    if found is None:
        raise ReferenceMissing(f"no legal number {code!r} in force on {on or timezone.localdate()}")
    return found


def parameter(code: str, on: date | None = None) -> Any:
    """The bare value of a legal number: Decimal, text or JSON; raises ReferenceMissing where none is in force."""
    return parameter_row(code, on).value


def shipped_parameters(on: date) -> Mapping[str, ParameterValue]:
    """The legal numbers in force on a day as the product ships them; asks no database."""
    rows, _problems = rows_of((DATA / "parameters.csv").read_bytes(), own_kind("parameters"))
    values = [parameter_value(Parameter(**row.values)) for row in rows]
    return {value.code: value for value in values if holds(value, on)}


def shipped_codes(list_code: str, on: date) -> Mapping[str, CodeValue]:
    """The codes of a list in force on a day as the product ships them; asks no database."""
    rows, _problems = rows_of((DATA / "codes" / f"{list_code}.csv").read_bytes(), own_kind(list_code))
    values = [code_value(Code(**row.values)) for row in rows]
    return {value.code: value for value in values if holds(value, on)}


def rates(hs_code: str, on: date | None = None) -> dict[str, RateValue]:
    """Rates on a commodity code by kind: those of the longest stated prefix (10, then 8 digits)."""

    def read() -> Iterable[RateValue]:
        return [rate_value(row) for row in Rate.objects.all()]

    table = _on("rates", on or timezone.localdate(), read, lambda row: f"{row.kind}:{row.hs_code}")
    found: dict[str, RateValue] = {}
    for kind in RateKind.values:
        row = table.get(f"{kind}:{hs_code[:10]}") or table.get(f"{kind}:{hs_code[:8]}")
        if row is not None:
            found[kind] = row
    return found


def commodity(hs_code: str, on: date | None = None) -> CodeValue | None:
    """The tariff line of a commodity code (10, then 8 digits) with `first_unit` and `second_unit`."""
    known = codes("commodity", on)
    return known.get(hs_code[:10]) or known.get(hs_code[:8])


def lists() -> dict[str, Text]:
    """Every list's code with its name."""
    return {row.code: Text(zh=row.zh, en=row.en) for row in CodeList.objects.order_by("code")}


def code_value(row: Code) -> CodeValue:
    """A row as the contract."""
    return CodeValue(
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        verified=row.status == Status.VERIFIED,
        code=row.code,
        name=Text(zh=row.zh, en=row.en),
        attributes=MappingProxyType(row.attributes),
    )


def parameter_value(row: Parameter) -> ParameterValue:
    """A row as the contract, its value read by its kind."""
    value: Any = row.value
    if row.kind == ParameterKind.DECIMAL:
        value = Decimal(row.value)
    elif row.kind == ParameterKind.JSON:
        value = json.loads(row.value, parse_float=Decimal)
    return ParameterValue(
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        verified=row.status == Status.VERIFIED,
        code=row.code,
        title=Text(zh=row.zh, en=row.en),
        value=value,
        unit=row.unit,
    )


def rate_value(row: Rate) -> RateValue:
    """A row as the contract."""
    return RateValue(
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        verified=row.status == Status.VERIFIED,
        hs_code=row.hs_code,
        kind=row.kind,
        percent=row.percent,
    )


def statuses(rows: Iterable[Dated]) -> dict[str, int]:
    """How many rows are verified and how many are not."""
    counted: dict[str, int] = defaultdict(int)
    for row in rows:
        counted["verified" if row.verified else "unverified"] += 1
    return dict(counted)
