"""Completing a summary, asking for amendment or cancellation, and the law of two steps, over HTTP."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema, Status

from tongguan.engines.declaration.two_step import TITLES
from tongguan.engines.problems import Text
from tongguan.operations.declarations import queries
from tongguan.operations.declarations.interface import ask_amendment, ask_cancellation
from tongguan.operations.declarations.rest.lodging import (
    BODY,
    LodgedAnswer,
    case_of,
    key_of,
    lodged_answer,
    router,
    single,
)
from tongguan.platform.cases.interface import Submission, submission_of
from tongguan.platform.permissions.interface import Actor, NotFound, requires

NO_PACK = Text(zh="当日的两步申报规则", en="law of two-step declarations on this day")


class Asked(Schema):
    """The request that an officer decides on."""

    request: str
    replayed: bool


class Reason(Schema):
    """Why a declaration is to be cancelled."""

    reason: str


class VersionRow(Schema):
    """An earlier content of a declaration: why and when it was replaced, and by what differences."""

    number: int
    cause: str
    reason: str
    at: datetime
    content_sha256: str
    changes: list[dict[str, Any]]


@router.get("/two-step/law", auth=requires("declarations.lodge"))
def get_law(request: HttpRequest, on: date | None = None) -> dict[str, Any]:
    """What declaring in two steps asks on a day (today by default): the items of a summary, what the second step may
    not change, and where it stands in law. 404 on a day without such a law."""
    pack = queries.pack_on(on or timezone.localdate())
    if pack is None:
        raise NotFound(NO_PACK)

    def named(items: tuple[str, ...]) -> list[dict[str, str]]:
        return [{"item": item, "zh": TITLES[item].zh, "en": TITLES[item].en} for item in items]

    return {
        "since": pack.since,
        "zh": pack.title.zh,
        "en": pack.title.en,
        "summary": named(pack.summary),
        "logistics": named(pack.logistics),
        "controlled": named(pack.controlled),
        "inspected": named(pack.inspected),
        "locked": list(pack.locked),
        "credit": list(pack.credit),
        "tick_boxes": pack.tick_boxes,
        "negative_list": pack.negative_list,
        "source": pack.source,
        "verified": pack.verified,
    }


@router.post(
    "/{reference}/complete", auth=requires("declarations.lodge"), response=LodgedAnswer, openapi_extra=BODY
)
def post_complete(request: HttpRequest, reference: str, version: int) -> dict[str, Any]:
    """The second of two steps: the whole declaration, under the number of its summary.

    Body, `version`, `Idempotency-Key` and answers as for `/lodge`. A field that the summary fixed and the body says
    otherwise is refused at that field (`declaration.locked_field`, receipt E), and nothing is kept of the attempt.
    """
    return lodged_answer(request, reference, version)


@router.post(
    "/{reference}/amend",
    auth=requires("declarations.lodge"),
    response={201: Asked, 200: Asked},
    openapi_extra=BODY,
)
def post_amend(request: HttpRequest, reference: str, reason: str) -> Any:
    """Ask for another content of a lodged declaration, with a reason; an officer decides (`/cases/change_request`).

    201 when asked, 200 when this very request was made before. 409: under control, ended, or a request is open.
    """
    declaration, _dialect = single(request)
    digest = hashlib.sha256(request.body + reason.encode()).hexdigest()
    asked, replayed = ask_amendment(
        actor=_actor(request),
        reference=reference,
        declaration=declaration,
        reason=reason,
        submission=Submission(key_of(request, declaration), digest),
    )
    return Status(200 if replayed else 201, {"request": asked, "replayed": replayed})


@router.post("/{reference}/cancel", auth=requires("declarations.lodge"), response={201: Asked, 200: Asked})
def post_cancel(request: HttpRequest, reference: str, body: Reason) -> Any:
    """Ask for the end of a lodged declaration; answers as for `/amend`."""
    asked, replayed = ask_cancellation(
        actor=_actor(request), reference=reference, reason=body.reason, submission=submission_of(request)
    )
    return Status(200 if replayed else 201, {"request": asked, "replayed": replayed})


@router.get("/{reference}/versions", auth=requires("declarations.view"), response=list[VersionRow])
def get_versions(request: HttpRequest, reference: str) -> list[Any]:
    """The contents that were replaced, newest first."""
    return queries.versions_of(case_of(request, reference))


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor
