"""Plain values from JSON that a device sent; anything malformed is None, never an exception."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

DIGEST = re.compile(r"[0-9a-f]{64}")
"""A SHA-256 in hexadecimal."""


def read_time(text: Any, default: datetime | None = None) -> datetime | None:
    """An ISO 8601 time with its zone; the default where none is given, None where it is not one."""
    if not text:
        return default
    try:
        at = datetime.fromisoformat(str(text)[:40])
        at.timestamp()  # a moment outside the range of the clock is none
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else None


def read_list(text: Any, longest: int) -> list[Any] | None:
    """A JSON list of at most `longest` members; None where it is not one."""
    try:
        given = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return None
    return given if isinstance(given, list) and len(given) <= longest else None
