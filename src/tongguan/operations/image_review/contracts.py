"""What crosses the module's border."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

PURPOSE = "image_review"
"""The draw that finds an analyst where selection named none, or the named one is gone."""
SECOND_PURPOSE = "image_second_reading"
"""The draw after a first reading: every suspicious image and a random share of the others get a second one."""
ANALYST = "analyst"
DRAWN_PART = "image_analyst"
"""The part of selection's draw that names the analyst."""
SKILL = "image_review"
"""The skill of the duty roster."""
MAX_REGIONS = 50
MAX_SCAN_BYTES = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanner sends. `key` is the scanner's own id of the sending; the same key never counts twice.

    `digest` names a file stored before; otherwise `content` holds the bytes. `taken_at` is the scanner's claim.
    """

    key: UUID
    container: str
    scanner: str
    taken_at: datetime
    content: bytes = b""
    digest: str = ""
    declaration: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A marked place of the image: a box in pixels from its upper left corner, with the analyst's word."""

    x: int
    y: int
    width: int
    height: int
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"x": self.x, "y": self.y, "width": self.width, "height": self.height, "note": self.note}
