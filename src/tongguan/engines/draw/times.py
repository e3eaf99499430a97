"""How each version of the record writes its times. In memory they are whole milliseconds since 1970 (POSIX).

The first version knew whole seconds only: a commitment made in a second could be opened in the next one at the
earliest. The present version writes milliseconds. Records of both verify, each by what it says itself.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

WHOLE_SECONDS, DRAW_VERSION = "tongguan-draw/1", "tongguan-draw/2"
_MS = "_ms"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    """A moment as a record states it, rounded down."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def unit_ms(version: str) -> int:
    """How many milliseconds one unit of this version's times has."""
    return 1000 if version == WHOLE_SECONDS else 1


def written_name(name: str, version: str) -> str:
    """What a field is called in a record of this version: `cutoff_ms`, and `cutoff_s` in the first."""
    return f"{name.removesuffix(_MS)}_s" if version == WHOLE_SECONDS and name.endswith(_MS) else name


def written(name: str, value: Any, version: str) -> tuple[str, Any]:
    """A field's name and value as a record of this version writes it."""
    whole = name.endswith(_MS) and type(value) is int
    return written_name(name, version), value // unit_ms(version) if whole else value
