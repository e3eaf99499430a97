"""What crosses the module's border."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CardVerdict:
    """What a health declaration code is worth at a lane: `ok`, or a stable code that says why not."""

    ok: bool
    code: str = ""


CardCheck = Callable[[str, datetime, str], CardVerdict]
"""(code as read, moment, lane) → verdict; the module of health declarations registers one."""


@dataclass(frozen=True, slots=True)
class FaceVerdict:
    """Two pictures of faces compared: `same`, `other`, or `abstain` where nobody should rely on it."""

    outcome: str
    distance: float | None = None


FaceCheck = Callable[[bytes, bytes], FaceVerdict]
