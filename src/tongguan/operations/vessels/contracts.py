"""What crosses the module's border."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tongguan.engines.problems import Problem


@dataclass(frozen=True, slots=True)
class Fix:
    """One observed position. Degrees on WGS 84; speed over ground in knots; course in degrees from true north."""

    imo: str
    at: datetime
    longitude: float
    latitude: float
    speed_kn: float | None = None
    course_deg: float | None = None
    source: str = "ais"


@dataclass(frozen=True, slots=True)
class Ship:
    """A ship as a carrier names it; flag is an ISO 3166-1 alpha-3 code."""

    imo: str
    name: str
    mmsi: str = ""
    flag: str = ""
    call_sign: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A port call as announced. `customs_office` and `terminal` are codes of organisations."""

    ship: Ship
    voyage_number: str
    customs_office: str
    expected_at: datetime
    terminal: str = ""
    previous_port: str = ""
    next_port: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch of positions: `stored` new ones, `known` repetitions, and what was refused."""

    stored: int
    known: int
    refused: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A port call for other modules."""

    id: int
    reference: str
    state: str
    imo: str
    vessel_name: str
    voyage_number: str
    office_id: int | None
    applicant_id: int | None
