"""The HTTP API of evidence files: bring a file, get a file, check a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from tongguan.platform.files.actions import store
from tongguan.platform.files.errors import FILE
from tongguan.platform.files.queries import may_see, open_file, verify_digest
from tongguan.platform.files.responses import as_download
from tongguan.platform.permissions.interface import NotFound, requires

router = Router()
PREFIX = "/files"


class Stored(Schema):
    """What the store kept."""

    digest: str
    size_bytes: int
    media_type: str
    name: str
    claims: dict[str, str]


class Checked(Schema):
    """Whether the stored bytes are still those that were brought."""

    digest: str
    ok: bool
    problem: str = ""


@router.post("", auth=requires(), response={201: Stored}, summary="Store a file; bind its digest later")
def upload(request: HttpRequest, file: File[UploadedFile], purpose: Form[str] = "api") -> Status:
    """Keeps the file and returns its SHA-256; a file bound to nothing within 24 h is removed."""
    kept = store(file.file, actor=request.actor, declared_name=file.name or "", purpose=purpose)  # type: ignore[attr-defined]
    return Status(
        201,
        Stored(
            digest=kept.digest,
            size_bytes=kept.size_bytes,
            media_type=kept.media_type,
            name=kept.name,
            claims=dict(kept.claims),
        ),
    )


@router.get("/{digest}", auth=requires(), summary="The bytes of a file")
def download(request: HttpRequest, digest: str) -> HttpResponse:
    """The file if the caller may see a subject that it is bound to."""
    return as_download(open_file(request.actor, digest))  # type: ignore[attr-defined]


@router.get("/{digest}/check", auth=requires(), response=Checked, summary="Verify the stored bytes")
def check(request: HttpRequest, digest: str) -> Checked:
    """Recomputes the SHA-256 of what is stored."""
    if not may_see(request.actor, digest):  # type: ignore[attr-defined]
        raise NotFound(FILE)
    found = verify_digest(digest)
    return Checked(digest=digest, ok=found.ok, problem=found.problem.message.en if found.problem else "")
