"""Checking documents over HTTP, open to everybody: the same answers as the page, and nothing is kept."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override
from ninja import Router, Schema

from tongguan.platform.documents.actions import verify_url
from tongguan.platform.documents.models import Document
from tongguan.platform.documents.queries import by_id, proof_of, verify
from tongguan.platform.documents.views import TOLD, uploaded
from tongguan.platform.permissions.interface import PUBLIC, Refused, requires

router = Router()
PREFIX = "/documents"
FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


class Words(Schema):
    """A sentence in both languages."""

    zh: str
    en: str


class Registered(Schema):
    """What the register says of a document. `ledger_index` is null until the next checkpoint; then `receipt` is the
    address of the ledger's receipt of its issue."""

    id: uuid.UUID
    number: str
    kind: str
    subject: str
    issued_at: datetime
    issuer: str
    sha256: str
    certificate_sha256: str
    in_force: bool
    revoked_at: datetime | None
    revoke_reason: str
    ledger_index: int | None
    receipt: str
    page: str


class Checked(Schema):
    """What a file is: `valid`, `revoked`, `altered`, `unregistered` or `foreign`, in words, with the document it is
    about. `seal` says what is wrong with the signature alone, where the register does not know the file."""

    verdict: str
    words: Words
    sentence: Words
    sha256: str
    seal: Words | None
    document: Registered | None


@router.get(
    "/verify/{document_id}",
    auth=requires(PUBLIC),
    response=Registered,
    summary="What a document's code leads to",
)
def registered(request: HttpRequest, document_id: uuid.UUID) -> dict[str, Any]:
    """Facts of the register for whoever holds the code; 404 where nothing was issued under it."""
    return _registered(by_id(document_id))


@router.post(
    "/verify",
    auth=requires(PUBLIC),
    response=Checked,
    summary="Whether a file is a document that holds",
    openapi_extra=FILE_BODY,
)
def check(request: HttpRequest) -> dict[str, Any]:
    """A PDF as `multipart/form-data` under `file`; read once and not kept. 422 for none or one over the limit."""
    return _checked(request, None)


@router.post(
    "/verify/{document_id}",
    auth=requires(PUBLIC),
    response=Checked,
    summary="Whether a file is the document of a code",
    openapi_extra=FILE_BODY,
)
def check_against(request: HttpRequest, document_id: uuid.UUID) -> dict[str, Any]:
    """As above; a file that is not the code's document counts as an altered copy of it."""
    by_id(document_id)
    return _checked(request, document_id)


def _checked(request: HttpRequest, expected: uuid.UUID | None) -> dict[str, Any]:
    content, problems = uploaded(request)
    if content is None:
        raise Refused(*problems)
    found = verify(content, expected)
    _tone, _icon, word, sentence = TOLD[found.verdict]
    wrong = found.seal.problem if found.seal else None
    return {
        "verdict": found.verdict,
        "words": _both(word),
        "sentence": _both(sentence),
        "sha256": found.sha256,
        "seal": {"zh": wrong.message.zh, "en": wrong.message.en} if wrong else None,
        "document": _registered(found.document) if found.document else None,
    }


def _registered(document: Document) -> dict[str, Any]:
    proof = proof_of(document)
    return {
        "id": document.pk,
        "number": document.number,
        "kind": document.kind,
        "subject": document.subject_ref,
        "issued_at": document.issued_at,
        "issuer": document.issuer,
        "sha256": document.sha256,
        "certificate_sha256": document.certificate.fingerprint,
        "in_force": document.revoked_at is None,
        "revoked_at": document.revoked_at,
        "revoke_reason": document.revoke_reason,
        "ledger_index": proof.index if proof else None,
        "receipt": reverse("documents_receipt", args=[document.pk]) if proof else "",
        "page": verify_url(document.pk),
    }


def _both(words: Any) -> dict[str, str]:
    """A sentence of the page in both languages."""
    told = {}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            told[name] = str(words)
    return told
