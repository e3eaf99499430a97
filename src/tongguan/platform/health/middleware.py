"""Times every request, by what was asked for, never by who asked or for which record."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tongguan.platform.health.metrics import REQUESTS

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNKNOWN = "unknown"


class DurationMiddleware:
    """Notes each request's seconds under its route template and method. A path that leads nowhere, and a method
    of nobody's standard, count as `unknown`: a stranger cannot add labels."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        route = "/" + match.route if match is not None else UNKNOWN
        method = request.method if request.method in METHODS else UNKNOWN
        REQUESTS.labels(route, method).observe(time.perf_counter() - started)
        return response
