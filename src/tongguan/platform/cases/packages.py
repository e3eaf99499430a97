"""Evidence packages: a case's course, receipts and files in one archive that is checked without this house.

`manifest.json` names every part with its SHA-256; each receipt proves its step against the ledger's keys in `keys`.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.http import StreamingHttpResponse
from django.utils import timezone

from tongguan.engines.problems import Problem
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.disclosure import Told, receipt_tells_more
from tongguan.platform.files.interface import open_file
from tongguan.platform.ledger.interface import KeyPurpose, keys_of, receipt_for
from tongguan.platform.permissions.interface import SYSTEM, Actor, Refused

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""Entries carry no time of their own: the same evidence gives the same archive."""
PIECE_BYTES = 1 << 18
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "video/webm": "webm",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
}
READ_ME = """查验证据包 Evidence package

manifest.json  每个文件及其 SHA-256。 Every part with its SHA-256.
course.json    办理过程。 The steps.
receipts/      账本回执，可离线核验： Receipts of the ledger; they verify offline:
               tongguan ledger verify --receipt receipts/FILE --key keys
files/         原始文件，文件名为其 SHA-256。 The original files, named by their SHA-256.
"""


def evidence_package(
    *,
    actor: Actor,
    subject: tuple[str, str],
    steps: Iterable[Told],
    digests: Mapping[str, Mapping[str, Any]],
    documents: Mapping[str, Any],
) -> IO[bytes]:
    """A ZIP archive, open at its start, and an audit entry of its handing over with the manifest's SHA-256.

    `digests` maps the files to what the manifest says of them (kind, time, place); the caller has decided that the
    actor may have them. `documents` maps names to bytes, or to what becomes JSON. A file whose bytes are no longer
    those that were stored is not in the archive; the manifest names it under `problems`.
    """
    steps = list(steps)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    with ZipFile(out, "w") as archive:
        parts = _Parts(archive)
        for name, content in documents.items():
            parts.add(name, content if isinstance(content, bytes) else _json(content))
        parts.add("course.json", _json([_step(told) for told in steps]))
        waiting = [told.step.version for told in steps if not _receipt(parts, told)]
        problems = [p for digest, about in digests.items() for p in _file(parts, digest, about)]
        parts.add("keys", "".join(f"{key}\n" for key in keys_of(KeyPurpose.LOG)).encode())
        parts.add("README.txt", READ_ME.encode())
        manifest = {
            "subject": "/".join(subject),
            "parts": parts.listed,
            "steps_without_receipt": waiting,
            "problems": [problem.as_dict() for problem in problems],
        }
        text = _json(manifest)
        parts.add("manifest.json", text)
    facts = {"manifest_sha256": hashlib.sha256(text).hexdigest(), "at": timezone.now().isoformat()}
    record(actor=actor, action=f"{subject[0]}.package", subject=subject, data=facts)
    out.seek(0)
    return out


def archive_response(archive: IO[bytes], name: str) -> StreamingHttpResponse:
    """The archive as a download, read in pieces and closed with the response."""
    response = StreamingHttpResponse(_Pieces(archive), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


class _Pieces:
    """A file as the server wants to send it: without holding up others while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.close = file, file.close

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while piece := await asyncio.to_thread(self.file.read, PIECE_BYTES):
                yield piece
        finally:
            self.close()


class _Parts:
    """The entries written so far, with their hashes."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive, self.listed = archive, list[dict[str, Any]]()

    def add(self, path: str, content: bytes, **about: Any) -> None:
        """Write one entry; what is compressed already is stored as it is."""
        info = ZipInfo(path, FIXED_TIME)
        info.compress_type = ZIP_STORED if path.startswith("files/") else ZIP_DEFLATED
        self.archive.writestr(info, content)
        digest = hashlib.sha256(content).hexdigest()
        self.listed.append({"path": path, "sha256": digest, "size_bytes": len(content), **about})


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1, default=str).encode()


def _step(told: Told) -> dict[str, Any]:
    step = told.step
    return {
        "case": f"{step.workflow}/{step.reference}",
        "version": step.version,
        "step": step.transition,
        "from": step.source,
        "to": step.target,
        "at": step.at,
        "by": step.actor_name,
        "note": told.note,
        "data": told.data,
    }


def _receipt(parts: _Parts, told: Told) -> bool:
    """Add the step's receipt; False while the ledger has not covered it, or where it tells more than its reader may
    know."""
    step = told.step
    found = None if receipt_tells_more(told) else receipt_for(step.audit_entry_id)
    if found is not None:
        parts.add(f"receipts/{step.reference}-{step.version}-{step.transition}.json", found.to_json())
    return found is not None


def _file(parts: _Parts, digest: str, about: Mapping[str, Any]) -> list[Problem]:
    try:
        opened = open_file(SYSTEM, digest)
    except Refused as refusal:
        return list(refusal.problems)
    extension = EXTENSIONS.get(opened.file.media_type, "bin")
    parts.add(f"files/{digest}.{extension}", opened.content, media_type=opened.file.media_type, **about)
    return []
