"""Turns refusals that pages raise into pages that explain them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tongguan.platform.permissions.errors import Refused
from tongguan.platform.permissions.views import refusal


class RefusalMiddleware:
    """A page that raises Refused answers with its status and its problems in the person's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        return refusal(request, error.status, error.problems)
