"""What a DecMessage has no element for travels in it as an attachment: a JSON file in base64.

Receivers that do not know the attachment lose nothing they could have used; this house reads it back.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from tongguan.engines.declaration.json_codec import parse_json

Plain = dict[str, Any]


def packed(left: Plain) -> str:
    """The fields without an element as the text of an `Attachment`."""
    return base64.b64encode(json.dumps(left, ensure_ascii=False, separators=(",", ":")).encode()).decode()


def unpacked(text: str) -> Plain | None:
    """The fields of an `Attachment`, or None for what this house did not write."""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    value, problem = parse_json(data)
    return value if problem is None and isinstance(value, dict) else None


def merged(into: Plain, more: Plain) -> bool:
    """Add the attachment's fields to those of the elements; False where both say the same field differently."""
    agree = True
    for name, value in more.items():
        if name not in into:
            into[name] = value
        elif name == "extensions" and isinstance(value, list):
            into[name] += value
        elif isinstance(into[name], dict) and isinstance(value, dict):
            agree &= merged(into[name], value)
        elif isinstance(into[name], list) and isinstance(value, list):
            agree &= _merged_lists(into[name], value)
        else:
            agree &= into[name] == value
    return agree


def _merged_lists(into: list[Any], more: list[Any]) -> bool:
    agree = True
    for place, value in enumerate(more):
        if place >= len(into):
            into.append(value)
        elif isinstance(into[place], dict) and isinstance(value, dict):
            agree &= merged(into[place], value)
        else:
            agree &= into[place] == value
    return agree
