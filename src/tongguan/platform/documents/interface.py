"""The door to issued documents."""

from tongguan.platform.documents.actions import issue, revoke, verify_url
from tongguan.platform.documents.contracts import DocumentKind, SealCheck, Sheet
from tongguan.platform.documents.enums import Verdict
from tongguan.platform.documents.models import Document
from tongguan.platform.documents.queries import Verification, documents_of, pdf_of, verify
from tongguan.platform.documents.registry import document_kind
from tongguan.platform.documents.typesetting import render

__all__ = [
    "Document",
    "DocumentKind",
    "SealCheck",
    "Sheet",
    "Verdict",
    "Verification",
    "document_kind",
    "documents_of",
    "issue",
    "pdf_of",
    "render",
    "revoke",
    "verify",
    "verify_url",
]
