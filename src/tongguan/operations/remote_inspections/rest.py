"""Remote inspections over HTTP: requests, what both sides of a session send and read, requirements, the bundle."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from tongguan.engines.fieldwork import on_the_clock
from tongguan.operations.remote_inspections import actions, queries
from tongguan.operations.remote_inspections.contracts import Application, Fix
from tongguan.operations.remote_inspections.errors import refused
from tongguan.operations.remote_inspections.models import RemoteInspection
from tongguan.operations.remote_inspections.module import INSPECT, REQUEST, VIEW
from tongguan.operations.remote_inspections.rules import requirements_of
from tongguan.operations.remote_inspections.workflow import REMOTE_INSPECTION
from tongguan.platform.calls.interface import SignalBody
from tongguan.platform.cases.interface import archive_response, submission_of, visible_case
from tongguan.platform.permissions.interface import requires

router = Router()
PREFIX = "/remote-inspections"
PLAIN = r"^[^\x00-\x1f\x7f]*$"


class RequestBody(Schema):
    """What an exporter asks for; the site's place in degrees, documents as digests of files stored before."""

    office: str = Field(max_length=20)
    goods: str = Field(min_length=1, max_length=200, pattern=PLAIN)
    hs_code: str = Field(pattern=r"^\d{6,10}$")
    quantity: str = Field(min_length=1, max_length=60, pattern=PLAIN)
    destination: str = Field(pattern=r"^[A-Z]{3}$")
    consignee: str = Field(min_length=1, max_length=200, pattern=PLAIN)
    site_name: str = Field(min_length=1, max_length=200, pattern=PLAIN)
    site_latitude: Decimal = Field(ge=-90, le=90, decimal_places=6)
    site_longitude: Decimal = Field(ge=-180, le=180, decimal_places=6)
    documents: list[str] = Field(default=[], max_length=50)


class FixBody(Schema):
    """Where the site's device is, by itself."""

    latitude: Decimal = Field(ge=-90, le=90)
    longitude: Decimal = Field(ge=-180, le=180)
    accuracy_m: Decimal = Field(ge=0, le=10_000_000)
    device_at: datetime


class AnswerBody(Schema):
    """What the inspector saw and heard."""

    read: str = Field(min_length=1, max_length=40)


@router.post("", auth=requires(REQUEST), response={201: dict[str, Any], 200: dict[str, Any]})
def post_request(request: HttpRequest, body: RequestBody) -> Any:
    """Ask for a remote inspection; 200 where its Idempotency-Key was accepted before."""
    case, replayed = actions.request_inspection(
        actor=request.auth,  # type: ignore[attr-defined]
        application=Application(**body.model_dump()),
        submission=submission_of(request),
    )
    told = {"reference": case.reference, "state": case.state, "required": case.required}
    return Status(200 if replayed else 201, told)


@router.get("/requirements", auth=requires(VIEW))
def get_requirements(request: HttpRequest, destination: str, hs_code: str) -> list[dict[str, Any]]:
    """What a destination asks for goods of a commodity code today."""
    return [
        {"code": each.code, "zh": each.text.zh, "en": each.text.en, "verified": each.verified}
        for each in requirements_of(destination[:3], hs_code[:10])
    ]


@router.get("/{reference}", auth=requires(VIEW))
def get_standing(request: HttpRequest, reference: str) -> dict[str, Any]:
    """Where the session stands: challenges by outcome, the open one (its code for the site alone), the last place."""
    return queries.standing(request.auth, _case(request, reference))  # type: ignore[attr-defined]


@router.post("/{reference}/positions", auth=requires(REQUEST))
def post_position(request: HttpRequest, reference: str, body: FixBody) -> dict[str, Any]:
    """The site says where it is."""
    at = body.device_at if body.device_at.tzinfo else timezone.make_aware(body.device_at)
    if not on_the_clock(at):
        raise refused("place", "/device_at")
    fix = Fix(round(body.latitude, 6), round(body.longitude, 6), body.accuracy_m, at)
    found = actions.send_position(actor=request.auth, reference=reference, fix=fix)  # type: ignore[attr-defined]
    return {"good": found.good, "elsewhere": found.elsewhere, "distance_m": float(found.distance_m)}


@router.post("/{reference}/answers", auth=requires(INSPECT))
def post_answer(request: HttpRequest, reference: str, body: AnswerBody) -> dict[str, str]:
    """Answer the open challenge, once."""
    outcome = actions.answer_challenge(actor=request.auth, reference=reference, read=body.read)  # type: ignore[attr-defined]
    return {"outcome": str(outcome)}


@router.post("/{reference}/signals", auth=requires(VIEW), response={201: dict[str, int]})
def post_signal(request: HttpRequest, reference: str, body: SignalBody) -> Any:
    """Tell the other browser."""
    found = actions.send_signal(
        actor=request.auth,  # type: ignore[attr-defined]
        reference=reference,
        kind=body.kind,
        payload=body.payload,
    )
    return Status(201, {"id": found})


@router.get("/{reference}/signals", auth=requires(VIEW))
def get_signals(request: HttpRequest, reference: str, after: int = 0) -> list[dict[str, Any]]:
    """What the other browser said since."""
    return queries.signals_for(request.auth, _case(request, reference), after)  # type: ignore[attr-defined]


@router.get("/{reference}/bundle", auth=requires(VIEW))
def get_bundle(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    """Everything about it in a ZIP archive with a manifest of hashes and ledger receipts."""
    return archive_response(queries.bundle(request.auth, _case(request, reference)), reference)  # type: ignore[attr-defined]


def _case(request: HttpRequest, reference: str) -> RemoteInspection:
    found: RemoteInspection = visible_case(request.auth, REMOTE_INSPECTION, reference)  # type: ignore[attr-defined]
    return found
