"""Plain values from JSON that a device sent; anything malformed is None, never an exception."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

DIGEST = re.compile(r"[0-9a-f]{64}")
"""A SHA-256 in hexadecimal."""
FIRST_YEAR, LAST_YEAR = 2000, 2200


def read_time(text: Any, default: datetime | None = None) -> datetime | None:
    """An ISO 8601 time with its zone; the default where none is given, None where it is not one."""
    if not text:
        return default
    try:
        at = datetime.fromisoformat(str(text)[:40])
    except ValueError:
        return None
    return at if at.tzinfo and on_the_clock(at) else None


def on_the_clock(at: datetime) -> bool:
    """Whether a device could have meant this moment: far enough from both ends of time to be added to."""
    return FIRST_YEAR <= at.year <= LAST_YEAR


def read_list(text: Any, longest: int) -> list[Any] | None:
    """A JSON list of at most `longest` members; None where it is not one."""
    try:
        given = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return None
    return given if isinstance(given, list) and len(given) <= longest else None
