"""The HTTP API: each module's router under one OpenAPI document at /api/v1/docs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import ValidationError

from tongguan import __version__
from tongguan.engines.problems import Problem, Text
from tongguan.platform.modules.interface import modules, part
from tongguan.platform.permissions.interface import Refused, requires

api = NinjaAPI(title="Tongguan", version=__version__, auth=requires(), urls_namespace="api")


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal says each problem with code, pointer and both languages, and its receipt where it has one."""
    told: dict[str, Any] = {"errors": [_told(p) for p in error.problems]}
    if error.receipt:
        told["receipt"] = error.receipt
    return api.create_response(request, told, status=error.status)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A body of the wrong shape, told in the same form as any refusal, pointing into the body."""
    problems = [
        Problem(
            "schema." + str(item["type"]),
            Text(zh=f"格式不符：{item['msg']}", en=str(item["msg"])),
            pointer="/" + "/".join(str(part) for part in item["loc"][2:]),
        )
        for item in error.errors
    ]
    return api.create_response(request, {"errors": [_told(p) for p in problems]}, status=422)


def _told(problem: Problem) -> dict[str, Any]:
    return problem.as_dict(get_language() or "en") | {"zh": problem.message.zh, "en": problem.message.en}


for _module in modules():
    _rest = part(_module, "rest")
    if _rest is not None:
        api.add_router(getattr(_rest, "PREFIX", f"/{_module.label}"), _rest.router, tags=[_module.code])
