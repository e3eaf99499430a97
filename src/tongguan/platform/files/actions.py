"""Writes of the evidence store: bytes first, then the row, then the subject's own change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import IO

from django.db import connection, transaction
from django.utils import timezone

from tongguan.platform.audit.interface import record
from tongguan.platform.files import vault
from tongguan.platform.files.content import sniff
from tongguan.platform.files.contracts import (
    EVIDENCE,
    MAX_FILE_BYTES,
    MAX_UNBOUND_BYTES,
    ORPHAN_AGE,
    Sniffed,
    StoredFile,
)
from tongguan.platform.files.errors import refused
from tongguan.platform.files.models import Binding, FileRow, Upload
from tongguan.platform.files.queries import brought_by, may_see, told, unbound_bytes
from tongguan.platform.permissions.interface import Actor, NotAllowed, Refused

CHUNK_BYTES = 1 << 20
_LOCK_SPACE = 0x66696C65  # advisory locks of this module


def store(
    source: bytes | IO[bytes],
    *,
    actor: Actor,
    declared_name: str,
    purpose: str,
    allowed: frozenset[str] = EVIDENCE,
) -> StoredFile:
    """Keep these bytes and say under which digest. They are on disk before the row that tells of them commits.

    Raises Refused where the content is empty, too large, of a kind not in `allowed`, damaged, or where the
    actor has left too much unbound. A file bound to nothing within 24 h is removed.
    """
    if actor.kind == "anonymous":
        raise NotAllowed("files")
    content = _read(source)
    sniffed, problems = sniff(content, declared_name)
    if sniffed is None:
        raise Refused(*problems)
    if sniffed.media_type not in allowed:
        raise refused("file.type", found=sniffed.media_type)
    if actor.user_id is not None:
        unbound = unbound_bytes(actor.user_id, timezone.now() - ORPHAN_AGE)
        if unbound + len(content) > MAX_UNBOUND_BYTES:
            raise refused("file.quota", status=409)
    return _keep(content, sniffed, actor, _plain_name(declared_name), purpose)


@transaction.atomic
def _keep(content: bytes, sniffed: Sniffed, actor: Actor, name: str, purpose: str) -> StoredFile:
    digest = vault.digest_of(content)
    _lock(digest)
    vault.put(digest, content)
    row, _new = FileRow.objects.get_or_create(
        digest=digest,
        defaults={
            "size_bytes": len(content),
            "media_type": sniffed.media_type,
            "width_px": sniffed.width_px,
            "height_px": sniffed.height_px,
            "claims": dict(sniffed.claims),
        },
    )
    Upload.objects.update_or_create(
        file=row,
        actor_user_id=actor.user_id,
        purpose=purpose[:80],
        defaults={"declared_name": name, "at": timezone.now()},
    )
    return told(row, name)


def bind(
    digests: Iterable[str],
    *,
    actor: Actor,
    subject: tuple[str, str],
    place: str | None = None,
    taken_at: datetime | None = None,
    note: str = "",
) -> list[Binding]:
    """Attach files to a subject inside the caller's transaction (RuntimeError outside one), each with an audit
    entry that holds its digest. Raises Refused for a file the actor neither brought nor may see.

    Binding the same file to the same subject again changes nothing.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("files are bound in the transaction of their subject's change")
    return [_bind_one(each, actor, subject, place or "", taken_at, note) for each in dict.fromkeys(digests)]


def _bind_one(
    digest: str, actor: Actor, subject: tuple[str, str], place: str, taken_at: datetime | None, note: str
) -> Binding:
    # The row lock holds off the cleaner until this transaction ends.
    row = FileRow.objects.select_for_update().filter(digest=digest).first()
    if row is None or not (brought_by(actor, digest) or may_see(actor, digest)):
        raise refused("file.not_yours", pointer="files", digest=digest[:16])
    brought = row.uploads.filter(actor_user_id=actor.user_id).first() or row.uploads.first()
    binding, new = Binding.objects.get_or_create(
        file=row,
        subject_kind=subject[0],
        subject_ref=subject[1],
        defaults={
            "name": brought.declared_name if brought else digest[:16],
            "place": place[:120],
            "taken_at": taken_at,
            "note": note[:500],
            "bound_by": actor.name[:100],
        },
    )
    if new:
        record(actor=actor, action="files.bound", subject=subject, data=_facts(binding, row))
    return binding


def _facts(binding: Binding, row: FileRow) -> dict[str, object]:
    return {
        "digest": row.digest,
        "size_bytes": row.size_bytes,
        "media_type": row.media_type,
        "name": binding.name,
        "place": binding.place,
        "taken_at": binding.taken_at,
        "claims": row.claims,
        "note": binding.note,
    }


def clean_orphans(now: datetime | None = None) -> int:
    """Remove files that nothing was bound to for 24 h, and bytes that no row tells of; how many contents went.

    Holds each content's lock, so that the same content stored again at this moment is not lost.
    """
    limit = (now or timezone.now()) - ORPHAN_AGE
    stale = FileRow.objects.filter(bindings=None).exclude(uploads__at__gte=limit)
    for digest in list(stale.filter(stored_at__lt=limit).values_list("digest", flat=True)):
        _forget(digest, limit)
    return sum(_remove_unknown(digest) for digest in list(vault.older_than(limit)))


@transaction.atomic
def _forget(digest: str, limit: datetime) -> None:
    _lock(digest)
    row = FileRow.objects.select_for_update().filter(digest=digest).first()
    if row and not row.bindings.exists() and not row.uploads.filter(at__gte=limit).exists():
        row.delete()


@transaction.atomic
def _remove_unknown(digest: str) -> bool:
    _lock(digest)
    if FileRow.objects.filter(digest=digest).exists():
        return False
    vault.remove(digest)
    return True


def _lock(digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_SPACE, digest])


def _read(source: bytes | IO[bytes]) -> bytes:
    if isinstance(source, bytes):
        content = source
    else:
        parts, size = [], 0
        while size <= MAX_FILE_BYTES and (chunk := source.read(CHUNK_BYTES)):
            parts.append(chunk)
            size += len(chunk)
        content = b"".join(parts)
    if len(content) > MAX_FILE_BYTES:
        raise refused("file.too_large", status=413, limit_mb=MAX_FILE_BYTES >> 20)
    return content


def _plain_name(declared: str) -> str:
    """The last part of what the sender calls it, printable, for people to read; never used as a path."""
    last = declared.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable()).strip()[:200] or "file"
