"""What phones send."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from tongguan.operations.inspections.actions import synchronise
from tongguan.operations.inspections.contracts import QueuedStep
from tongguan.operations.inspections.module import INSPECT
from tongguan.operations.inspections.queries import mine, phone_task
from tongguan.platform.permissions.interface import requires

router = Router()
PREFIX = "/inspections"


class PhoneStepBody(Schema):
    """A step as the phone took it; `device_at` by the phone's clock, with its zone."""

    id: UUID
    reference: str
    step: str
    version: int = Field(ge=0, le=1_000_000)
    data: dict[str, Any] = {}
    device_at: datetime


class SyncBody(Schema):
    """Everything a phone has queued, oldest first; its clock, and the server's at that moment within `error_ms`."""

    device_now: datetime
    server_now: datetime | None = None
    error_ms: int = Field(default=0, ge=0, le=600_000)
    steps: list[PhoneStepBody] = Field(max_length=100)


class Clock(Schema):
    """The server's clock."""

    now: datetime


class Answer(Schema):
    """What became of a step."""

    id: UUID
    status: str
    state: str
    version: int
    problems: list[dict[str, Any]]


@router.post("/sync", auth=requires(INSPECT), response=list[Answer], summary="Take steps queued on a phone")
def post_sync(request: HttpRequest, body: SyncBody) -> list[Answer]:
    """Each id counts once; what cannot be done is answered with its problems and kept."""
    steps = [
        QueuedStep(each.id, each.reference, each.step, each.version, each.data, _aware(each.device_at))
        for each in body.steps
    ]
    answers = synchronise(
        actor=request.actor,  # type: ignore[attr-defined]
        steps=steps,
        device_now=_aware(body.device_now),
        server_now=body.server_now and _aware(body.server_now),
        error=timedelta(milliseconds=body.error_ms),
    )
    return [
        Answer(
            id=a.id, status=a.status, state=a.state, version=a.version, problems=[dict(p) for p in a.problems]
        )
        for a in answers
    ]


@router.get("/clock", auth=requires(INSPECT), response=Clock, summary="The server's clock")
def get_clock(request: HttpRequest) -> Clock:
    """By how much a phone's clock is off can be told from this and the time it took to answer."""
    return Clock(now=timezone.now())


@router.get(
    "/mine", auth=requires(INSPECT), response=list[dict[str, Any]], summary="What this inspector has at hand"
)
def get_mine(request: HttpRequest) -> list[dict[str, Any]]:
    """Everything a phone needs to work without a network."""
    return [phone_task(case) for case in mine(request.actor)]  # type: ignore[attr-defined]


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.astimezone()
