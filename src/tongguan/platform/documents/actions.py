"""Writes: issue a document, revoke one."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from tongguan.platform.audit.interface import record
from tongguan.platform.documents.contracts import DocumentKind, Sheet
from tongguan.platform.documents.errors import DOCUMENT, finding
from tongguan.platform.documents.keys import signing_pair
from tongguan.platform.documents.models import Document
from tongguan.platform.documents.module import REVOKE
from tongguan.platform.documents.registry import find
from tongguan.platform.documents.signing import sign
from tongguan.platform.documents.typesetting import render
from tongguan.platform.files.interface import bind, store
from tongguan.platform.ledger.interface import qr_svg
from tongguan.platform.permissions.interface import Actor, NotFound, Refused, require

SUBJECT = "document"
"""The kind of subject under which the bytes lie in the evidence store and the acts in the audit trail."""
NEXT_NUMBER = """
    INSERT INTO documents_numbering AS n (letters, year, last) VALUES (%s, %s, 1)
    ON CONFLICT (letters, year) DO UPDATE SET last = n.last + 1 RETURNING last
"""
"""Whoever issues the same kind at the same moment waits here until the other is done."""


@transaction.atomic
def issue(
    *, kind: str, subject: tuple[str, str], template: str, data: Mapping[str, Any], actor: Actor
) -> Document:
    """Typeset, sign, number, store and record a document, all or nothing.

    `kind` is a declared code (LookupError otherwise), `subject` the kind and reference of what it is about, `data`
    JSON-like with `Text`, dates and decimals. The caller has checked that the actor may issue it.
    """
    declared = find(kind)
    if declared is None:
        raise LookupError(f"no document kind {kind}")
    now = timezone.now()
    document_id = uuid.uuid4()
    address = verify_url(document_id)
    number = _next_number(declared, now)
    sheet = Sheet(
        kind=declared.title,
        number=number,
        issued_at=timezone.localtime(now).isoformat(timespec="seconds"),
        issuer=actor.name,
        verify_url=address,
        code_svg=qr_svg(address) or "",
    )
    pair, certificate = signing_pair()
    pdf = sign(render(template, data, sheet), pair, location=address)
    digest = hashlib.sha256(pdf).hexdigest()
    store(pdf, actor=actor, declared_name=f"{number}.pdf", purpose="document")
    bind([digest], actor=actor, subject=(SUBJECT, number))
    told = {
        "id": document_id, "number": number, "kind": kind, "sha256": digest, "subject_kind": subject[0],
        "subject_ref": subject[1], "template": template, "certificate": certificate.fingerprint,
    }  # fmt: skip
    entry = record(actor=actor, action="documents.issued", subject=(SUBJECT, number), data=told)
    return Document.objects.create(
        id=document_id,
        number=number,
        kind=kind,
        subject_kind=subject[0][:40],
        subject_ref=subject[1][:80],
        sha256=digest,
        certificate=certificate,
        issued_at=now,
        issuer=actor.name[:100],
        audit_entry=entry,
    )


@transaction.atomic
def revoke(*, number: str, reason: str, actor: Actor) -> Document:
    """Say publicly that a document holds no longer, and why. Raises NotAllowed, NotFound, Refused."""
    require(actor, REVOKE)
    document = Document.objects.select_for_update().filter(number=number).first()
    if document is None:
        raise NotFound(DOCUMENT)
    if document.revoked_at is not None:
        raise Refused(finding("document.revoked", "/number", number=number), status=409)
    if not reason.strip():
        raise Refused(finding("document.no_reason", "/reason"))
    document.revoked_at = timezone.now()
    document.revoked_by, document.revoke_reason = actor.name[:100], reason.strip()[:300]
    document.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    record(
        actor=actor,
        action="documents.revoked",
        subject=(SUBJECT, number),
        data={"number": number, "sha256": document.sha256, "reason": document.revoke_reason},
    )
    return document


def verify_url(document_id: uuid.UUID) -> str:
    """The address behind a document's code."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('documents_verify_one', args=[document_id])}"


def _next_number(kind: DocumentKind, now: datetime) -> str:
    year = timezone.localtime(now).year
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, [kind.letters, year])
        return f"{kind.letters}-{year}-{cursor.fetchone()[0]:06d}"
