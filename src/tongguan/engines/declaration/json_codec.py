"""Declarations as JSON: field names are the model's, decimals are strings, dates ISO 8601.

`from_json` never raises: it returns the declaration, or None with problems whose pointers are RFC 6901
JSON pointers; a syntax error has its line and column.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from tongguan.engines.declaration.fields import Field, fields_of
from tongguan.engines.declaration.limits import (
    MAX_DEPTH,
    MAX_JSON_BYTES,
    MAX_LIST_LENGTH,
    MAX_NUMBER_DIGITS,
    MAX_PROBLEMS,
)
from tongguan.engines.declaration.model import GoodsDeclaration
from tongguan.engines.declaration.scalars import (
    read_boolean,
    read_date,
    read_decimal,
    read_integer,
    read_text,
    write_decimal,
)
from tongguan.engines.problems import Problem, Text

_READERS = {
    "text": read_text,
    "integer": read_integer,
    "decimal": read_decimal,
    "date": read_date,
    "boolean": read_boolean,
}
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)

TOO_LARGE = Text(zh="文件超过 {limit} 字节", en="the input is larger than {limit} bytes")
TOO_DEEP = Text(zh="嵌套超过 {limit} 层", en="the input is nested deeper than {limit} levels")
NOT_UTF8 = Text(zh="不是有效的 UTF-8 文本", en="the input is not valid UTF-8 text")
SYNTAX = Text(zh="JSON 语法错误：{reason}", en="JSON syntax error: {reason}")
NOT_OBJECT = Text(zh="应为对象", en="must be an object")
NOT_LIST = Text(zh="应为列表", en="must be a list")
LIST_LENGTH = Text(zh="列表超过 {limit} 项", en="the list has more than {limit} entries")
NOT_PAIR = Text(zh="应为名称与值的文本对", en="must be a pair of texts: name and value")
UNKNOWN_FIELD = Text(zh="没有名为“{name}”的字段", en="there is no field named '{name}'")
MISSING_FIELD = Text(zh="缺少字段“{name}”", en="the field '{name}' is missing")
DUPLICATE_KEY = Text(zh="字段“{name}”重复出现", en="the field '{name}' appears twice")
BAD_VALUE_CODE = "declaration.value"


class _Refused(ValueError):
    """A JSON text whose numbers or keys cannot be taken; carried out of the parser's hooks."""

    def __init__(self, code: str, message: Text) -> None:
        super().__init__(message.en)
        self.code, self.message = code, message


def from_json(data: bytes) -> tuple[GoodsDeclaration | None, tuple[Problem, ...]]:
    """Read one declaration from a JSON object (UTF-8, with or without a byte order mark)."""
    value, problem = parse_json(data)
    if problem is not None:
        return None, (problem,)
    return from_plain(value)


def from_plain(value: Any) -> tuple[GoodsDeclaration | None, tuple[Problem, ...]]:
    """Read one declaration from already parsed JSON values (dicts, lists, texts, numbers)."""
    problems: list[Problem] = []
    declaration = _part(GoodsDeclaration, value, "", problems)
    return (None if problems else declaration), tuple(problems[:MAX_PROBLEMS])


def to_json(declaration: GoodsDeclaration) -> bytes:
    """The declaration as compact UTF-8 JSON; absent fields are left out."""
    return json.dumps(to_plain(declaration), ensure_ascii=False, separators=(",", ":")).encode()


def to_plain(declaration: GoodsDeclaration) -> dict[str, Any]:
    """The declaration as JSON-ready values: dicts, lists, texts, whole numbers, booleans."""
    return _plain(declaration)


def parse_json(data: bytes) -> tuple[Any, Problem | None]:
    """Parse JSON within the limits of size and depth; numbers with a fraction become Decimal."""
    if len(data) > MAX_JSON_BYTES:
        return None, Problem("declaration.json.too_large", TOO_LARGE.filled(limit=MAX_JSON_BYTES))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, Problem("declaration.json.encoding", NOT_UTF8, line=line)
    try:
        return json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_constant, object_pairs_hook=_object
        ), None
    except json.JSONDecodeError as error:
        message = SYNTAX.filled(reason=error.msg)
        return None, Problem("declaration.json.syntax", message, line=error.lineno, column=error.colno)
    except _Refused as refused:
        return None, Problem(refused.code, refused.message)
    except RecursionError:
        return None, _too_deep(text)


def _too_deep(text: str) -> Problem:
    """Where the nesting passes the limit; the parser itself stops a little later and does not say where."""
    depth = 0
    line, column = None, None
    for token in _TOKENS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > MAX_DEPTH:
            line, column = _position(text, token.start())
            break
    return Problem("declaration.json.too_deep", TOO_DEEP.filled(limit=MAX_DEPTH), line=line, column=column)


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _number(text: str) -> Decimal:
    if len(text) > 2 * MAX_NUMBER_DIGITS:
        raise _Refused("declaration.json.number", SYNTAX.filled(reason="number too long"))
    return Decimal(text)


def _constant(name: str) -> Any:
    raise _Refused("declaration.json.number", SYNTAX.filled(reason=name))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        names = [name for name, _ in pairs]
        name = next(name for name in names if names.count(name) > 1)
        raise _Refused("declaration.json.duplicate_key", DUPLICATE_KEY.filled(name=ascii(name[:80])))
    return out


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _part(part: type, value: Any, pointer: str, problems: list[Problem]) -> Any:
    if not isinstance(value, dict):
        problems.append(Problem("declaration.not_object", NOT_OBJECT, pointer))
        return None
    known = fields_of(part)
    found: dict[str, Any] = {}
    before = len(problems)
    for key, raw in value.items():
        where = f"{pointer}/{key}"
        field = known.get(key)
        if field is None:
            where = f"{pointer}/{_escape(key[:80])}"
            message = UNKNOWN_FIELD.filled(name=ascii(key[:80])[1:-1])
            problems.append(Problem("declaration.unknown_field", message, where))
        elif raw is not None:
            found[key] = (
                _many(field, raw, where, problems) if field.many else _one(field, raw, where, problems)
            )
        if len(problems) >= MAX_PROBLEMS:
            return None
    for name, field in known.items():
        if field.required and name not in found:
            problems.append(
                Problem("declaration.missing_field", MISSING_FIELD.filled(name=name), f"{pointer}/{name}")
            )
    return part(**found) if len(problems) == before else None


def _many(field: Field, raw: Any, pointer: str, problems: list[Problem]) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        problems.append(Problem("declaration.not_list", NOT_LIST, pointer))
        return ()
    if len(raw) > MAX_LIST_LENGTH:
        problems.append(
            Problem("declaration.list_length", LIST_LENGTH.filled(limit=MAX_LIST_LENGTH), pointer)
        )
        return ()
    out = []
    for index, entry in enumerate(raw):
        out.append(_one(field, entry, f"{pointer}/{index}", problems))
        if len(problems) >= MAX_PROBLEMS:
            break
    return tuple(out)


def _one(field: Field, raw: Any, pointer: str, problems: list[Problem]) -> Any:
    if field.kind == "part":
        return _part(field.part, raw, pointer, problems)  # type: ignore[arg-type]
    if field.kind == "pairs":
        texts = [read_text(entry)[0] for entry in raw] if isinstance(raw, list) and len(raw) == 2 else []
        if len(texts) == 2 and None not in texts:
            return tuple(texts)
        problems.append(Problem(BAD_VALUE_CODE, NOT_PAIR, pointer))
        return None
    value, why = _READERS[field.kind](raw)
    if why is not None:
        problems.append(Problem(BAD_VALUE_CODE, why, pointer))
    return field.default if value == "" and not field.many else value


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is Decimal:
        return write_decimal(value)
    if kind is tuple:
        return [_plain(entry) for entry in value]
    if kind in (str, int, bool):
        return value
    if hasattr(kind, "__dataclass_fields__"):
        out = {}
        for name, field in fields_of(kind).items():
            entry = getattr(value, name)
            if field.required or (entry is not None and entry != "" and entry != ()):
                out[name] = _plain(entry)
        return out
    return value.isoformat()
