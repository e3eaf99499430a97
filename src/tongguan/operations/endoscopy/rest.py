"""What phones send, and what others read."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status
from pydantic import AfterValidator

from tongguan.engines.fieldwork import on_the_clock
from tongguan.operations.endoscopy.actions import record_look
from tongguan.operations.endoscopy.contracts import Look
from tongguan.operations.endoscopy.models import EndoscopeSession
from tongguan.operations.endoscopy.module import RECORD, VIEW
from tongguan.operations.endoscopy.queries import months, verification
from tongguan.operations.endoscopy.workflow import ENDOSCOPY
from tongguan.operations.inspections.interface import clock_offset
from tongguan.platform.cases.interface import submission_of, visible_case
from tongguan.platform.permissions.interface import requires

router = Router()
PREFIX = "/endoscopy"


def aware(at: datetime) -> datetime:
    """A moment with its zone, which a device can have meant; ValueError for any other."""
    at = at if at.tzinfo else at.replace(tzinfo=timezone.get_current_timezone())
    if not on_the_clock(at):
        raise ValueError("not a moment of this time")
    return at


Moment = Annotated[datetime, AfterValidator(aware)]


class LookBody(Schema):
    """A session as the phone kept it; `stills` and `segments` are JSON lists, times by the phone's clock."""

    inspection: str = Field(max_length=40)
    entry_diameter_cm: Decimal = Field(gt=0, lt=1000, decimal_places=2)
    entry_position: str = Field("", max_length=200)
    opened_at: Moment
    stills: str = Field(max_length=30_000)
    segments: str = Field(max_length=120_000)
    judgement: str = Field(max_length=10)
    remark: str = Field("", max_length=2000)


class Clocks(Schema):
    """The phone's clock and the server's at the same moment, within `error_ms`, as the phone found out."""

    device_now: Moment
    server_now: Moment
    error_ms: int = Field(default=0, ge=0, le=600_000)

    def offset(self) -> timedelta:
        """What is added to the phone's times."""
        error = timedelta(milliseconds=self.error_ms)
        return clock_offset(self.device_now, self.server_now, error)


class Kept(Schema):
    """What became of it."""

    reference: str
    state: str
    sample_request: str


class Checked(Schema):
    """One piece of evidence and whether it is still what was recorded."""

    digest: str
    kind: str
    ok: bool
    problem: str = ""


@router.post("/sessions", auth=requires(RECORD), response={201: Kept, 200: Kept})
def post_session(request: HttpRequest, body: LookBody, clocks: Query[Clocks]) -> Any:
    """Keep a session; 200 with the same answer where its Idempotency-Key was accepted before. The clocks stand in
    the address, so that a repetition has the same body."""
    case, replayed = record_look(
        actor=request.auth,  # type: ignore[attr-defined]
        look=Look(**body.model_dump()),
        submission=submission_of(request),
        off=clocks.offset(),
    )
    return Status(200 if replayed else 201, _kept(case))


@router.get("/sessions/{reference}/check", auth=requires(VIEW), response=list[Checked])
def get_check(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """Recomputes the SHA-256 of everything a session recorded."""
    case = visible_case(request.auth, ENDOSCOPY, reference)  # type: ignore[attr-defined]
    return [
        {**row, "problem": row["problem"].message.en if row.get("problem") else ""}
        for row in verification(case)
    ]


@router.get("/months", auth=requires(VIEW))
def get_months(request: HttpRequest) -> list[dict[str, Any]]:
    """Judgements by month with the share of avoided samples and its 95 % interval."""
    return [
        {
            "month": month.first.isoformat()[:7],
            "judged": month.judged,
            "clear": month.avoided.hits,
            "sample": month.sample,
            "open": month.open,
            "avoided": month.avoided.rate,
            "low": month.avoided.low,
            "high": month.avoided.high,
            "found_later": month.found_later,
        }
        for month in months(request.auth)  # type: ignore[attr-defined]
    ]


def _kept(case: EndoscopeSession) -> dict[str, str]:
    request = getattr(case, "sample_request", None)
    return {
        "reference": case.reference,
        "state": case.state,
        "sample_request": request.reference if request else "",
    }
