"""Reads of the evidence store; who may see a file follows from the subjects it is bound to."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db.models import QuerySet

from tongguan.platform.files import vault
from tongguan.platform.files.contracts import IMAGES, FileCheck, OpenedFile, StoredFile
from tongguan.platform.files.errors import FILE, finding
from tongguan.platform.files.models import Binding, FileRow
from tongguan.platform.files.photographs import thumbnail
from tongguan.platform.permissions.interface import Actor, NotFound, Refused

Visibility = Callable[[Actor, str], bool]
_DIGEST = re.compile(r"[0-9a-f]{64}")
_visibility: dict[str, Visibility] = {}


def register_visibility(kind: str, may_see: Visibility) -> None:
    """Say who sees the files of subjects of this kind: `may_see(actor, ref)`. A kind without one shows none."""
    _visibility[kind] = may_see


def may_see(actor: Actor, digest: str) -> bool:
    """Whether the actor may see a subject the file is bound to; an unbound file is its bringer's alone."""
    if not _DIGEST.fullmatch(digest):
        return False
    if actor.kind == "system":
        return True
    subjects = list(
        Binding.objects.filter(file_id=digest).values_list("subject_kind", "subject_ref").distinct()
    )
    if not subjects:
        return brought_by(actor, digest)
    return any(kind in _visibility and _visibility[kind](actor, ref) for kind, ref in subjects)


def brought_by(actor: Actor, digest: str) -> bool:
    """Whether this actor uploaded the content."""
    if actor.kind == "anonymous":
        return False
    return FileRow.objects.filter(digest=digest, uploads__actor_user_id=actor.user_id).exists()


def open_file(actor: Actor, digest: str) -> OpenedFile:
    """The file, its bytes checked against its digest. NotFound where there is none or it is not the actor's to
    see; Refused (409) where the stored bytes are no longer those that were stored."""
    row = FileRow.objects.filter(digest=digest).first() if may_see(actor, digest) else None
    if row is None:
        raise NotFound(FILE)
    content = vault.get(digest)
    check = _checked(digest, content)
    if check.problem or content is None:
        raise Refused(*filter(None, [check.problem]), status=409)
    return OpenedFile(_told(row), content)


def open_thumbnail(actor: Actor, digest: str) -> bytes:
    """A small WebP of an image the actor may see; NotFound for anything else."""
    opened = open_file(actor, digest)
    if opened.file.media_type not in IMAGES:
        raise NotFound(FILE)
    return thumbnail(opened.content)


def open_stream(actor: Actor, digest: str) -> BytesIO:
    """The checked bytes as a stream, for parsers."""
    return BytesIO(open_file(actor, digest).content)


def verify_digest(digest: str) -> FileCheck:
    """Whether the stored bytes still hash to the digest they were stored under."""
    if not _DIGEST.fullmatch(digest):
        return FileCheck(digest, False, finding("file.reference"))
    return _checked(digest, vault.get(digest))


def files_of(actor: Actor, subject: tuple[str, str]) -> QuerySet[Binding]:
    """The bindings of a subject, oldest first; none where the actor may not see the subject."""
    kind, ref = subject
    seen = actor.kind == "system" or (kind in _visibility and _visibility[kind](actor, ref))
    found = Binding.objects.filter(subject_kind=kind, subject_ref=ref) if seen else Binding.objects.none()
    return found.select_related("file").order_by("bound_at", "id")


def unbound_bytes(user_id: int | None, since: datetime) -> int:
    """How much this person has uploaded since then that nothing refers to."""
    rows = FileRow.objects.filter(uploads__actor_user_id=user_id, uploads__at__gte=since, bindings=None)
    return sum(rows.distinct().values_list("size_bytes", flat=True))


def told(row: FileRow, name: str = "") -> StoredFile:
    """The contract form of a row."""
    return StoredFile(row.digest, row.size_bytes, row.media_type, name, dict(row.claims), row.stored_at)


def _told(row: FileRow) -> StoredFile:
    named: Any = row.bindings.order_by("id").first()
    brought = named or row.uploads.order_by("id").first()
    return told(row, getattr(brought, "name", "") or getattr(brought, "declared_name", "") or row.digest[:16])


def _checked(digest: str, content: bytes | None) -> FileCheck:
    if content is None:
        return FileCheck(digest, False, finding("file.missing", digest=digest[:16]))
    found = vault.digest_of(content)
    if found != digest:
        return FileCheck(digest, False, finding("file.altered", digest=digest[:16], found=found[:16]))
    return FileCheck(digest, True)
