"""Guarantees over HTTP: file one; lists, details and decisions are those of cases (`/cases/guarantee`)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from tongguan.operations.guarantees.interface import Application, apply
from tongguan.operations.guarantees.module import APPLY
from tongguan.operations.guarantees.queries import visible_guarantees
from tongguan.platform.cases.interface import submission_of
from tongguan.platform.permissions.interface import requires

router = Router()
PREFIX = "/guarantees"
PAGE_ROWS = 100


class Filing(Schema):
    """A guarantee as applied for, at an office."""

    office: str
    firm: str
    kind: str
    issuer: str
    document_number: str
    limit_cny: Decimal
    valid_from: date
    valid_to: date


class Row(Schema):
    """A guarantee."""

    reference: str
    state: str
    version: int
    kind: str
    issuer: str
    document_number: str
    limit_cny: Decimal
    held_cny: Decimal
    claimed_cny: Decimal
    valid_from: date
    valid_to: date


@router.post("", auth=requires(APPLY), response={201: Row, 200: Row})
def post_guarantee(request: HttpRequest, body: Filing) -> Any:
    """File a guarantee for a firm one acts for. The header `Idempotency-Key` holds a UUID made by the client: 201
    when filed, 200 with the same answer when sent again."""
    given = body.dict()
    office = given.pop("office")
    case, replayed = apply(
        actor=request.auth,  # type: ignore[attr-defined]
        application=Application(**given),
        office=office,
        submission=submission_of(request),
    )
    return Status(200 if replayed else 201, case)


@router.get("", auth=requires("guarantees.view"), response=list[Row])
def list_guarantees(request: HttpRequest) -> list[Any]:
    """Up to 100 guarantees the caller may see, newest first."""
    return list(visible_guarantees(request.auth).order_by("-id")[:PAGE_ROWS])  # type: ignore[attr-defined]
