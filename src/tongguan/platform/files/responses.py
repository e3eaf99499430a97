"""Responses that hand out evidence without letting a browser run it."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

from tongguan.platform.files.contracts import IMAGES, OpenedFile

SHOWN_INLINE = IMAGES | {"application/pdf"}


def as_download(opened: OpenedFile, save: bool = False) -> HttpResponse:
    """A response no browser will run: its type as found, nosniff, a sandbox, attachment unless picture or PDF."""
    kind = opened.file.media_type
    inline = kind in SHOWN_INLINE and not save
    response = HttpResponse(opened.content, content_type=kind)
    how = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(opened.file.name, safe='')}"
    response["Cache-Control"] = "private, no-store"
    response["Digest"] = f"sha-256={opened.file.digest}"
    return locked_down(response)


def locked_down(response: HttpResponse) -> HttpResponse:
    """Its type as sent, nothing loaded, nothing run."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
