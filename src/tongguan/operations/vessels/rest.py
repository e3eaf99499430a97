"""Vessels over HTTP: announce a call, report its course, send positions, read the latest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field, ValidationError

from tongguan.engines.problems import Problem, Text
from tongguan.operations.vessels import actions, queries
from tongguan.operations.vessels.contracts import Announcement, Fix, Ship
from tongguan.operations.vessels.module import ANNOUNCE, REPORT_CALL, VIEW
from tongguan.platform.cases.interface import submission_of
from tongguan.platform.permissions.interface import requires

router = Router()
PREFIX = "/vessels"
PAGE_ROWS = 100
PLAIN = r"^[^\x00-\x1f\x7f]*$"


class Strict(Schema):
    """A body without unknown members."""

    model_config = ConfigDict(extra="forbid")


class ShipBody(Strict):
    """A ship."""

    imo: str = Field(max_length=7)
    name: str = Field(min_length=1, max_length=100, pattern=PLAIN)
    mmsi: str = Field("", max_length=9)
    flag: str = Field("", max_length=3)
    call_sign: str = Field("", max_length=10, pattern=r"^[0-9A-Z]*$")


class CallBody(Strict):
    """A port call to announce."""

    vessel: ShipBody
    voyage_number: str = Field(min_length=1, max_length=32, pattern=PLAIN)
    customs_office: str = Field(max_length=20)
    expected_at: datetime
    terminal: str = Field("", max_length=20)
    previous_port: str = Field("", pattern=r"^([A-Z]{2}[A-Z2-9]{3})?$")
    next_port: str = Field("", pattern=r"^([A-Z]{2}[A-Z2-9]{3})?$")


class CallAnswer(Schema):
    """A port call."""

    reference: str
    state: str
    version: int
    imo: str
    vessel: str
    voyage_number: str
    berth: str
    expected_at: datetime
    arrived_at: datetime | None
    berthed_at: datetime | None
    departed_at: datetime | None

    @staticmethod
    def resolve_imo(row: Any) -> str:
        """The vessel's number."""
        return str(row.vessel.imo)

    @staticmethod
    def resolve_vessel(row: Any) -> str:
        """The vessel's name."""
        return str(row.vessel.name)


class ReportBody(Strict):
    """What a terminal reports; `what` is arrival, berthing or departure."""

    what: str = Field(pattern="^(arrival|berthing|departure)$")
    berth: str = Field("", max_length=20, pattern=PLAIN)


class FixBody(Strict):
    """One position."""

    imo: str = Field(max_length=7)
    at: datetime
    longitude: float
    latitude: float
    speed_kn: float | None = None
    course_deg: float | None = None
    source: str = Field("ais", max_length=10)


class Batch(Schema):
    """Up to 1,000 positions; each is judged by itself."""

    positions: list[Any] = Field(min_length=1, max_length=actions.MOST_POSITIONS)


@router.post("/calls", auth=requires(ANNOUNCE), response={201: CallAnswer, 200: CallAnswer})
def post_call(request: HttpRequest, body: CallBody) -> Any:
    """Announce a port call; 200 with the same answer where the Idempotency-Key was accepted before."""
    given = body.model_dump()
    call = Announcement(ship=Ship(**given.pop("vessel")), **given)
    case, replayed = actions.announce(actor=request.auth, call=call, submission=submission_of(request))  # type: ignore[attr-defined]
    return Status(200 if replayed else 201, case)


@router.get("/calls", auth=requires(VIEW), response=list[CallAnswer])
def list_calls(request: HttpRequest, state: str = "", imo: str = "") -> Any:
    """Up to 100 port calls the caller may see, newest first."""
    found = queries.visible_calls(request.auth).select_related("vessel")  # type: ignore[attr-defined]
    for name, value in (("state", state), ("vessel__imo", imo)):
        found = found.filter(**{name: value}) if value else found
    return list(found.order_by("-id")[:PAGE_ROWS])


@router.post("/calls/{reference}/report", auth=requires(REPORT_CALL), response=CallAnswer)
def post_report(request: HttpRequest, reference: str, body: ReportBody) -> Any:
    """The call's terminal reports its arrival, berthing or departure."""
    return actions.report_call(actor=request.auth, reference=reference, what=body.what, berth=body.berth)  # type: ignore[attr-defined]


@router.post("/positions", auth=requires())
def post_positions(request: HttpRequest, body: Batch) -> dict[str, Any]:
    """Send positions. Sending them again changes nothing; what is refused is listed with its pointer."""
    fixes: list[tuple[str, Fix]] = []
    refused: list[Problem] = []
    for index, row in enumerate(body.positions):
        at = f"/positions/{index}"
        try:
            fixes.append((at, Fix(**FixBody.model_validate(row).model_dump())))
        except ValidationError as error:
            refused += _told(error, at)
    stored = actions.store_positions(actor=request.auth, fixes=fixes)  # type: ignore[attr-defined]
    problems = [*refused, *stored.refused]
    return {
        "stored": stored.stored,
        "known": stored.known,
        "errors": [p.as_dict() | {"zh": p.message.zh, "en": p.message.en} for p in problems],
    }


def _told(error: ValidationError, at: str) -> list[Problem]:
    return [
        Problem(
            f"schema.{item['type']}",
            Text(zh=f"格式不符：{item['msg']}", en=str(item["msg"])),
            "/".join([at, *(str(part) for part in item["loc"])]),
        )
        for item in error.errors()
    ]


@router.get("/positions", auth=requires(VIEW))
def get_positions(request: HttpRequest) -> dict[str, Any]:
    """The latest position of every ship heard of within a day, as GeoJSON."""
    return queries.latest_positions(timezone.now())


@router.get("/port", auth=requires(VIEW))
def get_port(request: HttpRequest) -> dict[str, Any]:
    """The port as GeoJSON: land, quays, berths, anchorage, fairway."""
    return queries.port_features()
