"""One byte sequence for one JSON value, so that a hash of it means the value (RFC 8785 without floats).

Keys are sorted by their UTF-16 code units, there are no blanks, text is UTF-8. Floats are refused because two
languages may print the same float differently; integers stay within ±(2^53 − 1), which every JSON reader
keeps exactly; a `Decimal` becomes a string in plain digits with its scale (`Decimal("1.50")` → `"1.50"`).
Source: RFC 8785, sections 3.2.2 and 3.2.3; RFC 7493 (I-JSON) for the integer range.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tongguan.engines.problems import Problem
from tongguan.engines.tlog.findings import finding

MAX_DEPTH = 64
MAX_INTEGER = 2**53 - 1


class NotCanonical(ValueError):
    """The value has no canonical JSON form; the message names the place as a JSON pointer."""


def canonical(value: Any) -> bytes:
    """The canonical JSON bytes of `value`.

    Accepts None, bool, int, str, Decimal, list, tuple and mappings with string keys. Raises `NotCanonical`
    for anything else: floats, integers beyond ±(2^53 − 1), lone surrogates, depth over 64.
    """
    plain = _plain(value, "", 0)
    try:
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a string holds a lone surrogate and has no UTF-8 form") from error


def _plain(value: Any, pointer: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise NotCanonical(f"{pointer}: deeper than {MAX_DEPTH} levels")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonical(f"{pointer}: integer beyond ±(2^53 − 1); write it as a string")
        return int(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise NotCanonical(f"{pointer}: {value} is not a number")
        return format(value, "f")
    if isinstance(value, list | tuple):
        return [_plain(item, f"{pointer}/{place}", depth + 1) for place, item in enumerate(value)]
    if isinstance(value, Mapping):
        return _plain_mapping(value, pointer, depth)
    raise NotCanonical(f"{pointer}: {type(value).__name__} has no canonical form")


def _plain_mapping(value: Mapping[Any, Any], pointer: str, depth: int) -> dict[str, Any]:
    for key in value:
        if not isinstance(key, str):
            raise NotCanonical(f"{pointer}: key {key!r} is not a string")
    try:
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
    except UnicodeEncodeError as error:
        raise NotCanonical(f"{pointer}: a key holds a lone surrogate") from error
    return {str.__str__(key): _plain(value[key], f"{pointer}/{key}", depth + 1) for key in keys}


def read_json(data: bytes | str, max_bytes: int) -> tuple[Any, list[Problem]]:
    """Strict JSON from an untrusted source: (value, problems); never raises on input.

    Refuses input over `max_bytes`, anything but UTF-8, repeated keys, floats, NaN, depth over 64 and what
    `canonical` refuses. The value is None when there are problems.
    """
    try:
        raw = data.encode() if isinstance(data, str) else bytes(data)
        if len(raw) > max_bytes:
            return None, [finding("json.too_large", max_bytes=max_bytes)]
        value = json.loads(
            raw.decode(),
            object_pairs_hook=_unique,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
        canonical(value)
    except json.JSONDecodeError as error:
        return None, [finding("json.malformed", line=error.lineno, column=error.colno, detail=error.msg)]
    except (ValueError, RecursionError) as error:
        return None, [finding("json.refused", detail=str(error) or type(error).__name__)]
    return value, []


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise NotCanonical("a key is repeated in an object")
    return out


def _no_float(text: str) -> Any:
    raise NotCanonical(f"{text}: numbers other than integers are written as strings")
