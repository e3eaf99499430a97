"""Gates over HTTP: the equipment asks, the house decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from tongguan.operations.gates import queries
from tongguan.operations.gates.actions import pass_gate
from tongguan.operations.gates.contracts import Arrival
from tongguan.operations.gates.enums import Direction
from tongguan.operations.gates.module import RECORD, VIEW
from tongguan.platform.cases.interface import submission_of
from tongguan.platform.permissions.interface import requires

router = Router()
PREFIX = "/gates"
PAGE_ROWS = 100


class PassageBody(Schema):
    """A vehicle with a container at a gate."""

    model_config = ConfigDict(extra="forbid")
    gate: str = Field(max_length=10)
    direction: Direction
    container: str = Field(max_length=20)
    vehicle_plate: str = Field(max_length=20)
    at: datetime


class PassageAnswer(Schema):
    """The decision: `outcome` passed (open the barrier) or refused, with the reasons."""

    id: int
    outcome: str
    reasons: list[dict[str, Any]]
    gate: str
    direction: str
    container: str
    vehicle_plate: str
    at: datetime
    declarations: list[str]
    alert_id: int | None


class GateAnswer(Schema):
    """A gate."""

    code: str
    zh: str
    en: str
    office: str


@router.post("/passages", auth=requires(RECORD), response={201: PassageAnswer, 200: PassageAnswer})
def post_passage(request: HttpRequest, body: PassageBody) -> Any:
    """Ask for a passage; 201 with the decision, 200 with the same one when repeated. Needs an Idempotency-Key."""
    passage, replayed = pass_gate(
        actor=request.auth,  # type: ignore[attr-defined]
        arrival=Arrival(**body.model_dump()),
        submission=submission_of(request),
    )
    return Status(200 if replayed else 201, passage)


@router.get("/passages", auth=requires(VIEW), response=list[PassageAnswer])
def list_passages(request: HttpRequest, container: str = "", outcome: str = "") -> Any:
    """Up to 100 passages the caller may see, newest first."""
    found = queries.visible_passages(request.auth)  # type: ignore[attr-defined]
    for name, value in (("container", container), ("outcome", outcome)):
        found = found.filter(**{name: value}) if value else found
    return list(found.order_by("-at", "-id")[:PAGE_ROWS])


@router.get("", auth=requires(VIEW), response=list[GateAnswer])
def list_gates(request: HttpRequest) -> Any:
    """The gates of the port."""
    return [
        {"code": g.code, "zh": g.name.zh, "en": g.name.en, "office": g.office}
        for g in queries.gates().values()
    ]
