"""What the evidence store promises its callers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tongguan.engines.problems import Problem

MAX_FILE_BYTES = 25 * 1024 * 1024
MAX_UNBOUND_BYTES = 500 * 1024 * 1024
"""How much one person may leave lying about that is bound to nothing yet."""
MAX_PIXELS = 64_000_000
ORPHAN_AGE = timedelta(hours=24)
CLEAN_EVERY_S = 3600.0

IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})
VIDEOS = frozenset({"video/webm", "video/mp4"})
"""Recorded in short segments, each a file of its own below the limit of size."""
EVIDENCE = (
    IMAGES | VIDEOS | {"application/pdf", "application/xml", "application/json", "text/plain", "text/csv"}
)
ARCHIVES = frozenset({"application/zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})
"""Refused unless the caller's purpose names them in `allowed`: nobody has looked inside."""


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the content shows: media type, and for images the size in pixels and what the camera claims.

    `claims` are texts from the file itself (`taken_at` ISO 8601, `latitude`, `longitude` in decimal degrees,
    `camera`): a claim, not a fact; the original keeps them too.
    """

    media_type: str
    width_px: int | None = None
    height_px: int | None = None
    claims: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file the store holds: `digest` is the SHA-256 of its bytes in hex."""

    digest: str
    size_bytes: int
    media_type: str
    name: str = ""
    claims: Mapping[str, str] = field(default_factory=dict)
    stored_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file with its bytes, checked against its digest."""

    file: StoredFile
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FileCheck:
    """The answer of a verification: `ok`, or the problem that says what is wrong with the stored bytes."""

    digest: str
    ok: bool
    problem: Problem | None = None
