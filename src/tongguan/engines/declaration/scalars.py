"""Reading single values: text, whole numbers, decimals, dates, yes-no. Shared by every codec.

Each reader takes an outer value and returns (value, None) or (None, why), and never raises.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from tongguan.engines.declaration.limits import MAX_DECIMALS, MAX_NUMBER_DIGITS, MAX_TEXT_LENGTH
from tongguan.engines.problems import Text

NOT_TEXT = Text(zh="应为文本", en="must be text")
TOO_LONG = Text(zh="文本超过 {limit} 个字符", en="text is longer than {limit} characters")
CONTROL = Text(zh="含有不可用的控制字符", en="contains a control character that cannot be stored")
NOT_NUMBER = Text(zh="应为数字（如 1234.50）", en="must be a number such as 1234.50")
NUMBER_SIZE = Text(
    zh="数字最多 {digits} 位，其中小数最多 {decimals} 位",
    en="a number has at most {digits} digits, {decimals} of them decimals",
)
NOT_WHOLE = Text(zh="应为整数", en="must be a whole number")
NOT_DATE = Text(zh="应为日期（如 2026-11-22）", en="must be a date such as 2026-11-22")
NOT_BOOLEAN = Text(zh="应为是或否（true / false）", en="must be true or false")

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?\Z")
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?\Z")
_DATE = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})\Z")
_TRUE = frozenset({"1", "true", "yes", "y", "是"})
_FALSE = frozenset({"0", "false", "no", "n", "否"})


def read_text(raw: Any) -> tuple[str | None, Text | None]:
    """Text without characters that XML or the database cannot hold; outer blanks are stripped."""
    if not isinstance(raw, str):
        return None, NOT_TEXT
    value = raw.strip()
    if len(value) > MAX_TEXT_LENGTH:
        return None, TOO_LONG.filled(limit=MAX_TEXT_LENGTH)
    if _FORBIDDEN.search(value):
        return None, CONTROL
    return value, None


def read_decimal(raw: Any) -> tuple[Decimal | None, Text | None]:
    """A finite decimal of bounded size from text or a number; kept in plain notation."""
    if isinstance(raw, bool) or not isinstance(raw, (str, int, Decimal)):
        return None, NOT_NUMBER
    if isinstance(raw, str):
        if _PLAIN.match(raw):  # nearly every number of nearly every message
            return Decimal(raw), None
        raw = raw.strip()
        if len(raw) > 2 * MAX_NUMBER_DIGITS or not _DECIMAL.match(raw):
            return None, NOT_NUMBER
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return None, NOT_NUMBER
    _, coefficient, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return None, NOT_NUMBER
    decimals = max(0, -exponent)
    digits = max(len(coefficient) + max(0, exponent), decimals)
    if digits > MAX_NUMBER_DIGITS or decimals > MAX_DECIMALS:
        return None, NUMBER_SIZE.filled(digits=MAX_NUMBER_DIGITS, decimals=MAX_DECIMALS)
    return (Decimal(format(value, "f")) if exponent > 0 else value), None


def read_integer(raw: Any) -> tuple[int | None, Text | None]:
    """A whole number; `5.0` is taken as 5."""
    value, why = read_decimal(raw)
    if value is None:
        return None, why
    if value != value.to_integral_value():
        return None, NOT_WHOLE
    return int(value), None


def read_date(raw: Any) -> tuple[dt.date | None, Text | None]:
    """A date written 2026-11-22 or 20261122."""
    found = _DATE.match(raw.strip()) if isinstance(raw, str) else None
    if not found:
        return None, NOT_DATE
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])), None
    except ValueError:
        return None, NOT_DATE


def read_boolean(raw: Any) -> tuple[bool | None, Text | None]:
    """true or false, 1 or 0, 是 or 否."""
    if isinstance(raw, bool):
        return raw, None
    word = raw.strip().lower() if isinstance(raw, str) else str(raw) if isinstance(raw, int) else ""
    if word in _TRUE:
        return True, None
    if word in _FALSE:
        return False, None
    return None, NOT_BOOLEAN


def write_decimal(value: Decimal) -> str:
    """Plain notation, never an exponent."""
    return format(value, "f")
