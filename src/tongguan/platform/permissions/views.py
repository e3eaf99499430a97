"""Pages for what cannot be shown: refused, missing, failed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from tongguan.engines.problems import Problem, Text

FORBIDDEN = Problem("permission.denied", Text(zh="此页面不对您开放。", en="This page is not open to you."))
MISSING = Problem("not_found", Text(zh="没有这个页面。", en="There is no such page."))
FAILED = Problem(
    "failed",
    Text(
        zh="系统出错，已记录。您的已提交数据不受影响。",
        en="Something failed here and was logged. What you had submitted is safe.",
    ),
)


def refusal(request: HttpRequest, status: int, problems: Sequence[Problem]) -> HttpResponse:
    """A page naming each problem; a fragment for htmx requests."""
    language = get_language() or "zh-hans"
    shown = [
        {"code": p.code, "pointer": p.pointer, "text": p.message.in_language(language)} for p in problems
    ]
    return render(request, "permissions/refused.html", {"status": status, "problems": shown}, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return refusal(request, 403, [FORBIDDEN])


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return refusal(request, 404, [MISSING])


def failed(request: HttpRequest) -> HttpResponse:
    """500; plain words where the database cannot even answer for the page's frame."""
    try:
        return refusal(request, 500, [FAILED])
    except DatabaseError:
        told = f"{FAILED.message.zh}\n{FAILED.message.en}\n"
        return HttpResponse(told, status=500, content_type="text/plain; charset=utf-8")
