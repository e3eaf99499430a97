"""Lodging in JSON, WCO XML or CSV, in one step or as the summary of two; lists, reading, the answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Router, Schema, Status

from tongguan.engines.declaration import GoodsDeclaration
from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations import queries
from tongguan.operations.declarations.enums import Kind
from tongguan.operations.declarations.interface import (
    ONE_STEP,
    Lodged,
    Manner,
    Statement,
    lodge,
    lodged_snapshot,
)
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.queries.messages import (
    MEDIA,
    Dialect,
    Message,
    read_message,
    written,
)
from tongguan.operations.declarations.queries.places import located
from tongguan.operations.declarations.queries.replies import response_of
from tongguan.platform.permissions.interface import Actor, NotFound, Refused, requires

router = Router()
PREFIX = "/declarations"
PAGE_ROWS = 100
MOST_IN_BULK = 500
NO_KEY = Problem(
    "declaration.submission_id",
    Text(
        zh="须在 Idempotency-Key 头中给出提交编号（UUID）",
        en="The Idempotency-Key header must hold the submission id, a UUID",
    ),
    "/submission_id",
)
NOT_ONE = Problem(
    "declaration.not_one", Text(zh="此处须为一份报关单", en="Exactly one declaration is expected here")
)
MEDIA_TYPE = Problem(
    "declaration.media_type",
    Text(
        zh="Content-Type 须为 application/json、application/xml 或 text/csv",
        en="The Content-Type is application/json, application/xml or text/csv",
    ),
)

BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "application/xml": {"schema": {"type": "string"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    },
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "schema": {"type": "string", "format": "uuid"},
        }
    ],
}
"""What the generated API description cannot see: a body in three forms, and the submission id."""


class LodgedAnswer(Schema):
    """The acceptance of a declaration."""

    reference: str
    declaration_number: str
    state: str
    version: int
    receipt: str
    replayed: bool


class Row(Schema):
    """A declaration in a list."""

    reference: str
    declaration_number: str | None
    state: str
    version: int
    flow: str
    kind: str
    stage: str
    customs_office: str
    bill_number: str
    trader_name: str
    goods: str
    line_count: int
    lodged_at: datetime | None
    released_at: datetime | None
    changed_at: datetime


@router.post(
    "",
    auth=requires("declarations.lodge"),
    response={201: LodgedAnswer, 200: LodgedAnswer},
    openapi_extra=BODY,
)
def post_declaration(
    request: HttpRequest,
    kind: Kind = Kind.ONE_STEP,
    controlled: bool | None = None,
    inspected: bool | None = None,
    taxable: bool | None = None,
) -> Any:
    """Lodge one declaration. 201 when accepted; 200 with the same answer when this submission was accepted before.

    The body is the neutral JSON, a WCO declaration (`application/xml`) or CSV (`text/csv`). The header
    `Idempotency-Key` holds a UUID made by the client. Errors point into the body as it was sent.

    With `kind=two_step` the body is the summary of an import (`GET /declarations/two-step/law` says what it states), to
    be completed by `/complete`; `controlled`, `inspected` and `taxable` are its boxes, where the law of the day has
    them. A refusal names its receipt: `E`, or `SpE` for a summary.
    """
    declaration, dialect = single(request)
    manner = Manner(kind, Statement(controlled, inspected, taxable))
    answer = _lodged(
        request.auth,  # type: ignore[attr-defined]
        declaration,
        key_of(request, declaration),
        dialect,
        manner=manner,
    )
    return Status(200 if answer.replayed else 201, _told(answer))


@router.post("/bulk", auth=requires("declarations.lodge"))
def post_bulk(request: HttpRequest) -> dict[str, Any]:
    """Lodge the declarations of one CSV file, each on its own; answers one row a declaration, in order.

    The Idempotency-Key is that of the whole file: sending the file again lodges nothing twice.
    """
    dialect = _dialect(request)
    message: Message = read_message(request.body, dialect)
    key = key_of(request, None)
    if message.problems:
        raise Refused(*message.problems)
    if not message.declarations or len(message.declarations) > MOST_IN_BULK:
        told = Text(zh=f"一次 1 至 {MOST_IN_BULK} 份报关单", en=f"1 to {MOST_IN_BULK} declarations at a time")
        raise Refused(Problem("declaration.bulk_size", told))
    rows, first_row = [], 2
    for declaration in message.declarations:
        rows.append(_bulk_row(request, declaration, key, dialect, first_row))
        first_row += max(1, len(declaration.items))
    return {"accepted": sum(row["accepted"] for row in rows), "declarations": rows}


@router.get("", auth=requires("declarations.view"), response=list[Row])
def list_declarations(
    request: HttpRequest,
    state: str = "",
    flow: str = "",
    kind: str = "",
    stage: str = "",
    bill_number: str = "",
    after: str = "",
) -> list[Declaration]:
    """Up to 100 declarations the caller may see, newest first; `after` is the last reference of the page before."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    found = queries.visible_declarations(actor).order_by("-id")
    asked = {"state": state, "flow": flow, "kind": kind, "stage": stage, "bill_number": bill_number}
    found = found.filter(**{name: value for name, value in asked.items() if value})
    if after:
        last = queries.visible_declarations(actor).filter(reference=after).values_list("id", flat=True)
        found = found.filter(id__lt=last.first() or 0)
    return list(found[:PAGE_ROWS])


@router.get("/{reference}", auth=requires("declarations.view"))
def get_declaration(request: HttpRequest, reference: str) -> dict[str, Any]:
    """One declaration as declared, with its number and state; a draft has its content alone."""
    case = case_of(request, reference)
    if case.lodged_at is not None:
        return lodged_snapshot(reference) | {"version": case.version}
    return queries.drafted(case)


@router.post(
    "/{reference}/lodge", auth=requires("declarations.lodge"), response=LodgedAnswer, openapi_extra=BODY
)
def post_again(request: HttpRequest, reference: str, version: int) -> dict[str, Any]:
    """Correct a returned declaration, or complete a draft, and lodge it; the number it has stays.

    The body, in any of the forms of the first lodging, replaces what was declared; `version` is the one that was
    read. The header `Idempotency-Key` holds a UUID of this lodging's own: sent again it is answered as before
    (`replayed: true`). 409: another version, another state, or the id was used for something else.
    """
    return lodged_answer(request, reference, version)


@router.get("/{reference}/xml", auth=requires("declarations.view"))
def get_xml(request: HttpRequest, reference: str) -> HttpResponse:
    """The declaration as a WCO declaration message."""
    declaration = queries.numbered(case_of(request, reference))
    return HttpResponse(written(declaration, Dialect.XML), content_type="application/xml; charset=utf-8")


@router.get("/{reference}/response", auth=requires("declarations.view"))
def get_response(request: HttpRequest, reference: str) -> HttpResponse:
    """Customs' answer so far as a WCO response message: every receipt with its time."""
    return HttpResponse(
        response_of(case_of(request, reference)), content_type="application/xml; charset=utf-8"
    )


def lodged_answer(request: HttpRequest, reference: str, version: int) -> dict[str, Any]:
    """Lodge the body in place of what a declaration says, and tell what came of it."""
    case = case_of(request, reference)
    declaration, dialect = single(request)
    key = key_of(request, declaration)
    return _told(_lodged(request.auth, declaration, key, dialect, case=case, version=version))  # type: ignore[attr-defined]


def _bulk_row(
    request: HttpRequest, declaration: GoodsDeclaration, key: UUID, dialect: Dialect, first_row: int
) -> dict[str, Any]:
    language = get_language() or "en"
    own = queries.submission_of(key, declaration)
    try:
        answer = _lodged(request.auth, declaration, own, dialect, first_row)  # type: ignore[attr-defined]
    except Refused as refusal:
        return {"accepted": False, "errors": [p.as_dict(language) for p in refusal.problems]}
    return {"accepted": True, **_told(answer)}


def _lodged(
    actor: Actor,
    declaration: GoodsDeclaration,
    key: UUID,
    dialect: Dialect,
    first_row: int = 2,
    *,
    case: Declaration | None = None,
    version: int | None = None,
    manner: Manner = ONE_STEP,
) -> Lodged:
    """Lodge, anew or the case again; a refusal's pointers are turned into the terms of the message, and what was found
    in its content is a return (receipt E, of a summary SpE)."""
    reference = case.reference if case else ""
    try:
        return lodge(
            actor=actor,
            declaration=declaration,
            submission_id=key,
            reference=reference,
            version=version,
            manner=manner,
        )
    except Refused as refusal:
        told = [located(p, dialect, declaration.flow, first_row) for p in refusal.problems]
        receipt = queries.refusal_receipt(case, manner) if refusal.status == Refused.status else ""
        raise Refused(*told, status=refusal.status, receipt=receipt) from refusal


def single(request: HttpRequest) -> tuple[GoodsDeclaration, Dialect]:
    """The one declaration of the body, and the form it came in."""
    dialect = _dialect(request)
    message = read_message(request.body, dialect)
    if message.problems:
        raise Refused(*message.problems)
    if len(message.declarations) != 1:
        raise Refused(NOT_ONE)
    return message.declarations[0], message.dialect


def _told(answer: Lodged) -> dict[str, Any]:
    return {name: getattr(answer, name) for name in LodgedAnswer.model_fields}


def _dialect(request: HttpRequest) -> Dialect:
    dialect = MEDIA.get(request.content_type or "")
    if dialect is None:
        raise Refused(MEDIA_TYPE, status=415)
    return dialect


def key_of(request: HttpRequest, declaration: GoodsDeclaration | None) -> UUID:
    """The client's id of this submission, from the header or the message; raises Refused (400)."""
    given = request.headers.get("Idempotency-Key", "") or (declaration.submission_id if declaration else "")
    try:
        return UUID(given)
    except ValueError:
        raise Refused(NO_KEY, status=400) from None


def case_of(request: HttpRequest, reference: str) -> Declaration:
    """The declaration, if the caller may see it; raises NotFound."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    case = queries.visible_declarations(actor).filter(reference=reference).first()
    if case is None:
        raise NotFound(Text(zh="报关单", en="declaration"))
    return case
