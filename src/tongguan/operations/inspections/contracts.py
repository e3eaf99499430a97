"""What crosses the module's border."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

INSPECTION_DRAW, REINSPECTION_DRAW = "inspection", "reinspection"
"""Purposes of draws: who inspects, and what is inspected again by whom."""
INSPECTOR, REINSPECTOR = "inspector", "reinspector"
SKILL = "inspection"
"""The skill of the duty roster."""
RESULTS = "inspection_result"
"""The code list of results."""
MAX_PHOTOS = 60
MAX_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class PhotoFact:
    """A photograph of the report: its SHA-256, what it shows, when (corrected by the server) and where."""

    digest: str
    kind: str
    taken_at: datetime
    latitude: Decimal | None = None
    longitude: Decimal | None = None

    @property
    def place(self) -> str:
        """Where, as text; empty where the phone did not know."""
        return "" if self.latitude is None else f"{self.latitude:.5f},{self.longitude:.5f}"


@dataclass(frozen=True, slots=True)
class InspectionFacts:
    """An inspection as other modules see it. `inspector` is the user id of whoever holds it, `repeats` the reference
    of the inspection it repeats, empty for a first one; times are None until they happened."""

    reference: str
    state: str
    declaration: str
    container: str
    office_id: int | None
    inspector: int | None
    repeats: str
    arrived_at: datetime | None
    started_at: datetime | None
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """The latest version of a report: its number, the SHA-256 of its canonical text, its content."""

    number: int
    sha256: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class QueuedStep:
    """A step taken on a phone. `id` is made by the phone: the same id never counts twice. `device_at` is the
    phone's time of the step, before the server corrects it."""

    id: UUID
    reference: str
    step: str
    version: int
    data: Mapping[str, Any]
    device_at: datetime


@dataclass(frozen=True, slots=True)
class StepAnswer:
    """What became of it: `applied`, `conflict` or `refused` with the problems, and where the inspection stands."""

    id: UUID
    status: str
    state: str
    version: int
    problems: tuple[Mapping[str, Any], ...] = ()
