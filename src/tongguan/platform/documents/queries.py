"""Reads: what a file is, which documents there are, whose they are to see."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from tongguan.engines.tlog import Receipt
from tongguan.platform.documents.contracts import SealCheck
from tongguan.platform.documents.enums import Verdict
from tongguan.platform.documents.errors import DOCUMENT
from tongguan.platform.documents.keys import certificates
from tongguan.platform.documents.models import Document
from tongguan.platform.documents.module import VIEW
from tongguan.platform.documents.registry import find
from tongguan.platform.documents.seal import check_seal
from tongguan.platform.files.interface import open_file
from tongguan.platform.ledger.interface import receipt_for
from tongguan.platform.permissions.interface import Actor, NotFound, require

_ADDRESS = re.compile(rb"/documents/verify/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer about some bytes: the verdict, the document it is about (None where there is none), the seal."""

    verdict: Verdict
    sha256: str
    document: Document | None
    seal: SealCheck | None


def verify(content: bytes, expected: uuid.UUID | None = None) -> Verification:
    """What these bytes are to this house. Never raises on input; reads nothing of the file but its signature.

    `expected` is the document that a scanned code named: a file that is not that one counts as an altered copy of
    it. Otherwise an unknown file counts as altered where it carries the address of an issued document.
    """
    digest = hashlib.sha256(content).hexdigest()
    documents = Document.objects.select_related("certificate")
    known = documents.filter(sha256=digest).first()
    if known is not None and expected in (None, known.pk):
        return Verification(Verdict.REVOKED if known.revoked_at else Verdict.VALID, digest, known, None)
    seal = check_seal(content, certificates())
    if seal.ok and known is None:
        return Verification(Verdict.UNREGISTERED, digest, None, seal)
    match = _ADDRESS.search(content)
    claimed = expected or (uuid.UUID(match[1].decode()) if match else None)
    document = documents.filter(pk=claimed).first() if claimed else None
    return Verification(Verdict.ALTERED if document else Verdict.FOREIGN, digest, document, seal)


def by_id(document_id: uuid.UUID) -> Document:
    """The document behind a code; NotFound where there is none. Open to whoever holds the address."""
    document = Document.objects.select_related("certificate").filter(pk=document_id).first()
    if document is None:
        raise NotFound(DOCUMENT)
    return document


def documents_of(actor: Actor, subject: tuple[str, str]) -> list[Document]:
    """The documents about a subject that the actor may see, newest first."""
    found = Document.objects.filter(subject_kind=subject[0], subject_ref=subject[1]).order_by("-issued_at")
    return [each for each in found if _sees(actor, each)]


def all_documents(actor: Actor) -> QuerySet[Document]:
    """Every document. NotAllowed without the permission."""
    require(actor, VIEW)
    return Document.objects.all()


def visible_document(actor: Actor, number: str) -> Document:
    """The document with this number; NotFound where there is none or it is not the actor's to see."""
    document = Document.objects.select_related("certificate").filter(number=number).first()
    if document is None or not _sees(actor, document):
        raise NotFound(DOCUMENT)
    return document


def may_see(actor: Actor, number: str) -> bool:
    """Whether the actor may fetch the document with this number."""
    document = Document.objects.filter(number=number).first()
    return document is not None and _sees(actor, document)


def pdf_of(actor: Actor, number: str) -> bytes:
    """Its bytes, checked against their hash."""
    return open_file(actor, visible_document(actor, number).sha256).content


def proof_of(document: Document) -> Receipt | None:
    """The ledger's receipt of its issue, which holds number and hash; None while the entry waits for its place."""
    return receipt_for(document.audit_entry_id)


def _sees(actor: Actor, document: Document) -> bool:
    kind = find(document.kind)
    if actor.may(VIEW) and not (kind is not None and kind.personal and actor.kind != "system"):
        return True
    return kind is not None and kind.may_see(actor, document.subject_ref)
