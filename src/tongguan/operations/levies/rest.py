"""Levies over HTTP: open or ask for one, read one with its difference, and a declaration's account. Steps are those of
cases (`/cases/levy`)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from tongguan.operations.declarations.interface import visible_declaration
from tongguan.operations.levies.interface import LEVY, Opening, account_of, ask, levies_of, open_levy_case
from tongguan.operations.levies.module import ASK, ASSESS, VIEW
from tongguan.operations.levies.queries import as_seen
from tongguan.platform.cases.interface import submission_of, visible_case
from tongguan.platform.permissions.interface import requires

router = Router()
PREFIX = "/levies"


class Correction(Schema):
    """A field of the declaration (JSON pointer into the neutral model) and what it should say; `/documents/-` adds a
    document with `code` and `number`."""

    pointer: str
    value: Any = None


class Request(Schema):
    """A levy or refund as it is opened; without corrections the content stands and its tax is computed again."""

    declaration: str
    cause: str
    reason: str
    corrections: list[Correction] = []


class Row(Schema):
    """A levy. `calculation` holds the difference line by line and by tax."""

    reference: str
    state: str
    version: int
    declaration: str
    declaration_number: str
    payer: str
    cause: str
    reason: str
    asked_by_firm: bool
    found_on: date
    corrections: list[dict[str, Any]]
    stage: str
    calculation: dict[str, Any]
    supplement: Decimal
    refund: Decimal
    surcharge: Decimal
    interest: Decimal
    supplement_until: datetime | None
    refund_until: datetime | None
    paid: Decimal
    paid_on: date | None
    refunded: Decimal


class EntryRow(Schema):
    """A row of the account: a bill (`owed`, negative for a refund) or money that moved (`paid`)."""

    at: datetime
    zh: str
    en: str
    number: str
    owed: Decimal | None
    paid: Decimal | None


class AccountRow(Schema):
    """What the standing bills ask for, what was paid on them, and what is left."""

    owed: Decimal
    paid: Decimal
    balance: Decimal
    entries: list[EntryRow]


@router.post("", auth=requires(ASSESS), response={201: Row, 200: Row})
def post_levy(request: HttpRequest, body: Request) -> Any:
    """An officer opens a levy on a released declaration of the own office. The header `Idempotency-Key` holds a UUID
    made by the client: 201 when opened, 200 with the same answer when sent again; 409 where one is open already."""
    case, replayed = open_levy_case(
        actor=request.auth,  # type: ignore[attr-defined]
        opening=_opening(body),
        submission=submission_of(request),
    )
    return Status(200 if replayed else 201, case)


@router.post("/ask", auth=requires(ASK), response={201: Row, 200: Row})
def post_ask(request: HttpRequest, body: Request) -> Any:
    """The firm asks for a refund or tells what it owes; answers as above."""
    case, replayed = ask(
        actor=request.auth,  # type: ignore[attr-defined]
        opening=_opening(body),
        submission=submission_of(request),
    )
    return Status(200 if replayed else 201, case)


@router.get("/{reference}", auth=requires(VIEW), response=Row)
def get_levy(request: HttpRequest, reference: str) -> Any:
    """One levy the caller may see."""
    actor = request.auth  # type: ignore[attr-defined]
    return as_seen(actor, visible_case(actor, LEVY, reference))


@router.get("/of/{declaration}", auth=requires(VIEW), response=list[Row])
def list_levies(request: HttpRequest, declaration: str) -> list[Any]:
    """The levies on a declaration, newest first."""
    actor = request.auth  # type: ignore[attr-defined]
    visible_declaration(actor, declaration)
    return levies_of(actor, declaration)


@router.get("/of/{declaration}/account", auth=requires(VIEW), response=AccountRow)
def get_account(request: HttpRequest, declaration: str) -> dict[str, Any]:
    """Every standing bill, payment and refund of a declaration, and the balance."""
    visible_declaration(request.auth, declaration)  # type: ignore[attr-defined]
    account = account_of(declaration)
    rows = [
        {"at": e.at, "zh": e.what.zh, "en": e.what.en, "number": e.number, "owed": e.owed, "paid": e.paid}
        for e in account.entries
    ]
    return {"owed": account.owed, "paid": account.paid, "balance": account.balance, "entries": rows}


def _opening(body: Request) -> Opening:
    return Opening(
        body.declaration, body.cause, body.reason[:2000], [each.dict() for each in body.corrections]
    )
