"""What the model's fields are, derived once from its dataclasses: name, kind, whether a list, which part."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

KINDS: dict[type, str] = {str: "text", int: "integer", Decimal: "decimal", dt.date: "date", bool: "boolean"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `kind` is text, integer, decimal, date, boolean, part or pairs; `part` its dataclass."""

    name: str
    kind: str
    many: bool = False
    part: type | None = None
    required: bool = False
    default: Any = ""


def _field(name: str, hint: Any, required: bool, default: Any) -> Field:
    if isinstance(hint, types.UnionType):
        hint = next(choice for choice in get_args(hint) if choice is not type(None))
    many = get_origin(hint) is tuple
    if many:
        hint = get_args(hint)[0]
    if get_origin(hint) is tuple:
        return Field(name, "pairs", many, None, required, default)
    if dataclasses.is_dataclass(hint):
        return Field(name, "part", many, hint, required, default)  # type: ignore[arg-type]
    return Field(name, KINDS[hint], many, None, required, default)


@cache
def fields_of(part: type) -> dict[str, Field]:
    """The fields of a part of the model by name, in the order of its definition."""
    hints = get_type_hints(part)
    out = {}
    for entry in dataclasses.fields(part):
        required = entry.default is dataclasses.MISSING
        out[entry.name] = _field(entry.name, hints[entry.name], required, "" if required else entry.default)
    return out
