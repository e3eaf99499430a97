"""What crosses the module's border."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FaceVerdict:
    """Two pictures of faces compared: `same`, `other`, or `abstain` where nobody should rely on it."""

    outcome: str
    distance: float | None = None


FaceCheck = Callable[[bytes, bytes], FaceVerdict]
