"""The declared kinds of documents."""

from __future__ import annotations

from tongguan.platform.documents.contracts import DocumentKind

_kinds: dict[str, DocumentKind] = {}


def document_kind(kind: DocumentKind) -> DocumentKind:
    """Declare a kind in a module's `providers.py`. ValueError where another kind has its code or letters."""
    for other in _kinds.values():
        if other != kind and (other.code == kind.code or other.letters == kind.letters):
            raise ValueError(f"document kind {kind.code} ({kind.letters}) collides with {other.code}")
    _kinds[kind.code] = kind
    return kind


def find(code: str) -> DocumentKind | None:
    """The kind with this code, or None."""
    return _kinds.get(code)


def kinds() -> tuple[DocumentKind, ...]:
    """All declared kinds by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))
