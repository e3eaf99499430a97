"""Scans over HTTP: what scanners send."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from tongguan.operations.image_review.actions import receive_scan
from tongguan.operations.image_review.contracts import MAX_SCAN_BYTES, Scan
from tongguan.operations.image_review.module import SCAN
from tongguan.platform.permissions.interface import requires

router = Router()
PREFIX = "/image-review"


class Received(Schema):
    """What became of a scan: `matched` to the waiting task, or kept `unmatched` with its fault."""

    id: int
    state: str
    fault: str
    image: str


class ScanForm(Schema):
    """Beside the file: `image` is the digest of one stored before, instead of the file."""

    key: UUID
    container: str
    scanner: str
    taken_at: datetime
    declaration: str = ""
    image: str = ""


@router.post(
    "/scans", auth=requires(SCAN), response={201: Received}, summary="Send a scan; the same key counts once"
)
def post_scan(request: HttpRequest, form: Form[ScanForm], file: File[UploadedFile | None] = None) -> Status:
    """Acknowledges every image it received: one that fits no task is kept for an operator, never dropped."""
    content = file.read(MAX_SCAN_BYTES + 1) if file is not None else b""
    scan = Scan(
        key=form.key,
        container=form.container,
        scanner=form.scanner,
        taken_at=form.taken_at if form.taken_at.tzinfo else form.taken_at.astimezone(),
        content=content,
        digest=form.image,
        declaration=form.declaration,
    )
    row = receive_scan(actor=request.actor, scan=scan)  # type: ignore[attr-defined]
    state = "matched" if row.task_id else "unmatched"
    return Status(201, Received(id=row.pk, state=state, fault=row.fault, image=row.image))
