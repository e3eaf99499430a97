"""Stills and segments of video: each a file known by its SHA-256, with its time, and a still with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tongguan.engines.fieldwork.places import read_degrees
from tongguan.engines.fieldwork.reading import DIGEST, read_list, read_time

MAX_SEGMENTS = 400
MAX_STILLS = 60


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a recording, in itself playable: its digest and when it was recorded."""

    digest: str
    started_at: datetime
    ended_at: datetime

    def moved(self, by: timedelta) -> Segment:
        """The same on a clock that differs by `by`."""
        return Segment(self.digest, self.started_at + by, self.ended_at + by)

    def told(self) -> dict[str, str]:
        """Its JSON form."""
        return {
            "digest": self.digest,
            "started_at": self.started_at.isoformat(),
            "ended_at": self.ended_at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Still:
    """A photograph with the time and the place (degrees) at which it was taken."""

    digest: str
    taken_at: datetime
    latitude: Decimal
    longitude: Decimal

    @property
    def place(self) -> str:
        """Where, as text."""
        return f"{self.latitude:.5f},{self.longitude:.5f}"

    def moved(self, by: timedelta) -> Still:
        """The same on a clock that differs by `by`."""
        return Still(self.digest, self.taken_at + by, self.latitude, self.longitude)

    def told(self) -> dict[str, str]:
        """Its JSON form."""
        return {
            "digest": self.digest,
            "taken_at": self.taken_at.isoformat(),
            "latitude": str(self.latitude),
            "longitude": str(self.longitude),
        }


def continuous(segments: Sequence[Segment], longest_gap: timedelta) -> bool:
    """Whether segments in the given order are one recording: each ends after it starts, and none begins before the
    one before has ended or more than `longest_gap` after. No segment at all is no recording."""
    if not segments or any(each.ended_at <= each.started_at for each in segments):
        return False
    pairs = pairwise(segments)
    return all(timedelta(0) <= after.started_at - before.ended_at <= longest_gap for before, after in pairs)


def read_segments(text: Any) -> list[Segment] | None:
    """Segments of a recording, from JSON; None where it is not such a list, or names a file twice."""
    given = read_list(text, MAX_SEGMENTS)
    found = [_segment(each) for each in given] if given is not None else [None]
    good = [each for each in found if each is not None]
    return good if len({each.digest for each in good}) == len(found) else None


def read_stills(text: Any) -> list[Still] | None:
    """Stills, from JSON; None where it is not such a list."""
    given = read_list(text, MAX_STILLS)
    found = [_still(each) for each in given] if given is not None else [None]
    good = [each for each in found if each is not None]
    return good if len(good) == len(found) else None


def _digest(given: Any) -> str:
    found = str(given.get("digest")) if isinstance(given, dict) else ""
    return found if DIGEST.fullmatch(found) else ""


def _segment(given: Any) -> Segment | None:
    digest = _digest(given)
    if not digest:
        return None
    start, end = read_time(given.get("started_at")), read_time(given.get("ended_at"))
    return Segment(digest, start, end) if start and end else None


def _still(given: Any) -> Still | None:
    digest = _digest(given)
    if not digest:
        return None
    at = read_time(given.get("taken_at"))
    latitude, longitude = read_degrees(given.get("latitude"), 90), read_degrees(given.get("longitude"), 180)
    if at is None or latitude is None or longitude is None:
        return None
    return Still(digest, at, latitude, longitude)
