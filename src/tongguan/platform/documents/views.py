"""Pages: the public check of a document; for officers the list, one document, its revocation."""

from __future__ import annotations

import uuid
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongguan.engines.problems import Problem, Text
from tongguan.platform.documents.actions import revoke, verify_url
from tongguan.platform.documents.contracts import MAX_PDF_BYTES
from tongguan.platform.documents.enums import Verdict
from tongguan.platform.documents.errors import DOCUMENT, finding
from tongguan.platform.documents.keys import certificates
from tongguan.platform.documents.models import Document
from tongguan.platform.documents.module import MODULE, REVOKE, VIEW
from tongguan.platform.documents.queries import (
    all_documents,
    by_id,
    pdf_of,
    proof_of,
    verify,
    visible_document,
)
from tongguan.platform.documents.tables import DocumentTable, kind_title
from tongguan.platform.ledger.interface import qr_svg
from tongguan.platform.permissions.interface import PUBLIC, SIGNED_IN, Actor, NotFound, page
from tongguan.platform.ui.interface import Link

TITLE = Text(zh="文书核验", en="Check a document")
TOLD: dict[Verdict, tuple[str, str, Any, Any]] = {
    Verdict.VALID: (
        "good",
        "shield",
        gettext_lazy("Valid document"),
        gettext_lazy("This file is byte for byte the document that was issued, and it is in force."),
    ),
    Verdict.REVOKED: (
        "bad",
        "stop",
        gettext_lazy("Revoked"),
        gettext_lazy("This file is the document that was issued, but it was revoked and holds no longer."),
    ),
    Verdict.ALTERED: (
        "bad",
        "broken-seal",
        gettext_lazy("Not the issued document"),
        gettext_lazy(
            "This file differs from the document that was issued under this number. Do not rely on it."
        ),
    ),
    Verdict.UNREGISTERED: (
        "warn",
        "warning",
        gettext_lazy("Signed, but not in the register"),
        gettext_lazy(
            "The signature holds, yet the register does not know this file. Ask the issuing office."
        ),
    ),
    Verdict.FOREIGN: (
        "bad",
        "cross",
        gettext_lazy("Not issued here"),
        gettext_lazy("This file is no document of this house."),
    ),
}


@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, document_id: uuid.UUID | None = None) -> HttpResponse:
    """Whether a document is valid: what its code leads to, and the check of an uploaded file. Nothing is kept."""
    shown: dict[str, Any] = {"title": TITLE, "limit_mb": MAX_PDF_BYTES >> 20}
    document = by_id(document_id) if document_id else None
    status = 200
    if request.method == "POST":
        content, problems = uploaded(request)
        if content is None:
            shown["problems"], status = problems, 422
        else:
            found = verify(content, document_id)
            tone, icon, word, sentence = TOLD[found.verdict]
            shown |= {"found": found, "tone": tone, "icon": icon, "verdict": word, "sentence": sentence}
            document = found.document or document
    if document is not None:
        shown |= _facts(document)
    return render(request, "documents/check.html", shown, status=status)


def uploaded(request: HttpRequest) -> tuple[bytes | None, list[Problem]]:
    """The file of a check, or what is wrong with it; one over the limit is not read."""
    file = request.FILES.get("file")
    if file is None or not file.size:
        return None, [finding("document.empty")]
    if file.size > MAX_PDF_BYTES:
        return None, [finding("document.too_large", limit_mb=MAX_PDF_BYTES >> 20)]
    return file.read(), []


def _facts(document: Document) -> dict[str, Any]:
    """What the pages show of a document: its kind in words and whether the ledger proves its issue."""
    proof = proof_of(document)
    return {
        "document": document,
        "kind": kind_title(document.kind),
        "place": proof.index if proof else None,
    }


@page(PUBLIC)
@require_GET
def receipt(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """The ledger's receipt of the issue: it verifies with this server off and holds number and hash."""
    proof = proof_of(by_id(document_id))
    if proof is None:
        raise NotFound(DOCUMENT)
    response = HttpResponse(proof.to_json(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{proof.index}.json"'
    return response


@page(PUBLIC)
@require_GET
def certificate(request: HttpRequest) -> HttpResponse:
    """Every certificate the house has signed with, as PEM: what a document is checked against offline."""
    pem = b"".join(each.public_bytes(Encoding.PEM) for each in certificates())
    return HttpResponse(pem, content_type="application/x-pem-file")


@page(VIEW)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every issued document."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return DocumentTable(all_documents(actor), request).response(
        "documents/list.html", {"title": MODULE.name}
    )


@page(SIGNED_IN)
@require_GET
def shown(request: HttpRequest, number: str) -> HttpResponse:
    """One document: its facts, its file, its code, and its revocation."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    document = visible_document(actor, number)
    address = verify_url(document.pk)
    context = {
        "title": document.number,
        "crumbs": [Link(MODULE.name, reverse("documents_list")), Link(document.number, "")],
        "address": address,
        "code": qr_svg(address),
        "may_revoke": actor.may(REVOKE) and document.revoked_at is None,
        "audits": actor.may("audit.view"),
        **_facts(document),
    }
    return render(request, "documents/document.html", context)


@page(SIGNED_IN)
@require_GET
def pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The document's file, unchanged."""
    content = pdf_of(request.actor, number)  # type: ignore[attr-defined]
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@page(REVOKE)
@require_POST
def revoked(request: HttpRequest, number: str) -> HttpResponse:
    """Revoke a document."""
    revoke(number=number, reason=request.POST.get("reason", ""), actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("The document is revoked; its verification page says so from now on."))
    return redirect("documents_document", number)
