"""Attendance over HTTP; the steps themselves are those of `/cases/attendance` and `/cases/record_signature`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router

from tongguan.operations.attendance.module import SIGN, VIEW
from tongguan.operations.attendance.queries import package, record_of
from tongguan.operations.attendance.workflow import ATTENDANCE, RECORD_SIGNATURE
from tongguan.platform.cases.interface import archive_response, visible_case
from tongguan.platform.permissions.interface import requires

router = Router()
PREFIX = "/attendance"


@router.get("/{reference}", auth=requires(VIEW), response=dict[str, Any])
def get_attendance(request: HttpRequest, reference: str) -> dict[str, Any]:
    """What is to be inspected, which goods need a statement, what was chosen, and who signs."""
    case = visible_case(request.auth, ATTENDANCE, reference)  # type: ignore[attr-defined]
    return {
        "reference": case.reference,
        "inspection": case.inspection,
        "declaration": case.declaration,
        "container": case.container,
        "state": case.state,
        "version": case.version,
        "due_at": case.due_at,
        "special_goods": case.special_goods,
        "stated": case.stated_at is not None,
        "choice": case.choice,
        "operator": case.operator.code if case.operator else "",
    }


@router.get("/{reference}/package", auth=requires(VIEW))
def get_package(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    """The evidence package, a ZIP archive with a manifest of hashes and ledger receipts."""
    case = visible_case(request.auth, ATTENDANCE, reference)  # type: ignore[attr-defined]
    return archive_response(package(request.auth, case), reference)  # type: ignore[attr-defined]


@router.get("/records/{reference}", auth=requires(SIGN), response=dict[str, Any])
def get_record(request: HttpRequest, reference: str) -> dict[str, Any]:
    """The record a party is asked to sign, with its SHA-256."""
    case = visible_case(request.auth, RECORD_SIGNATURE, reference)  # type: ignore[attr-defined]
    return {"reference": case.reference, "sha256": case.report_sha256, "record": dict(record_of(case))}
