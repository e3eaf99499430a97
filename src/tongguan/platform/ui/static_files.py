"""Static files from the packages that ship them, without a build step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, answering with whole bodies: under ASGI a streamed file would need a thread for every chunk, and
    the house's files are small."""

    def __init__(self, get_response: Any = None) -> None:
        Path(settings.STATIC_ROOT).mkdir(
            parents=True, exist_ok=True
        )  # empty unless somebody collects into it
        super().__init__(get_response)

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """The file as WhiteNoise would send it: ranges, validators and cache headers are its own."""
        found = static_file.get_response(request.method, request.META)
        body = b""
        if found.file is not None:
            with found.file as source:
                body = source.read()
        response = HttpResponse(body, status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        return response
