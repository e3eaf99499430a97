"""Manifests over HTTP: file, amend, read."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from tongguan.engines.problems import Text
from tongguan.operations.manifests import queries
from tongguan.operations.manifests.actions import amend, file, load
from tongguan.operations.manifests.contracts import Bill, Contents, Filed, LoadOrder
from tongguan.operations.manifests.enums import Direction
from tongguan.operations.manifests.module import FILE, LOAD, VIEW
from tongguan.operations.manifests.rules import MOST_BILLS, MOST_CONTAINERS
from tongguan.platform.cases.interface import submission_of
from tongguan.platform.permissions.interface import NotFound, requires

router = Router()
PREFIX = "/manifests"
PAGE_ROWS = 100
PLAIN = r"^[^\x00]*$"


class Strict(Schema):
    """A body without unknown members."""

    model_config = ConfigDict(extra="forbid")


class BillBody(Strict):
    """A bill of lading; `gross_mass_kg` is best sent as text, which keeps its digits."""

    number: str = Field(max_length=35)
    consignee: str = Field(max_length=300, pattern=PLAIN)
    description: str = Field(max_length=500, pattern=PLAIN)
    package_count: int = Field(le=2_147_483_647, ge=-2_147_483_648)
    gross_mass_kg: Decimal = Field(max_digits=16, decimal_places=4)
    containers: list[str] = Field([], max_length=MOST_CONTAINERS)


class ManifestBody(Strict):
    """A manifest: the reference of the port call, the direction, at least one bill."""

    call: str = Field(max_length=40)
    direction: Direction
    bills: list[BillBody] = Field(min_length=1, max_length=MOST_BILLS)


class Row(Schema):
    """A manifest in a list."""

    reference: str
    state: str
    version: int
    direction: str
    bill_count: int
    created_at: datetime


class FiledAnswer(Schema):
    """The receipt of a filing."""

    receipt: str
    manifest: str
    replayed: bool
    errors: list[dict[str, Any]]


class LoadBody(Strict):
    """A container that is about to be taken aboard a ship: the reference of its port call, the number on the box."""

    call: str = Field(max_length=40, pattern=PLAIN)
    container: str = Field(max_length=20)


class LoadAnswer(Schema):
    """The decision: `outcome` loaded (take it aboard) or refused, with the reasons."""

    id: int
    outcome: str
    reasons: list[dict[str, Any]]
    container: str
    bills: list[str]
    at: datetime
    alert_id: int | None


ANSWERS = {201: FiledAnswer, 200: FiledAnswer, 422: FiledAnswer}


@router.post("", auth=requires(FILE), response=ANSWERS)
def post_manifest(request: HttpRequest, body: ManifestBody) -> Any:
    """File a manifest. Receipt 01: accepted (201, or 200 when repeated); 03: refused (422) with every problem.

    The header `Idempotency-Key` holds a UUID made by the client.
    """
    return _answer(file(actor=request.auth, contents=_contents(body), submission=submission_of(request)))  # type: ignore[attr-defined]


@router.post("/{reference}/amendments", auth=requires(FILE), response=ANSWERS)
def post_amendment(request: HttpRequest, reference: str, body: ManifestBody) -> Any:
    """Replace a manifest's bills before the ship arrives; answers as for a filing."""
    answer = amend(
        actor=request.auth,  # type: ignore[attr-defined]
        reference=reference,
        contents=_contents(body),
        submission=submission_of(request),
    )
    return _answer(answer)


@router.get("", auth=requires(VIEW), response=list[Row])
def list_manifests(request: HttpRequest, call: str = "") -> Any:
    """Up to 100 manifests the caller may see, newest first."""
    found = queries.visible_manifests(request.auth).order_by("-id")  # type: ignore[attr-defined]
    return list((found.filter(call__reference=call) if call else found)[:PAGE_ROWS])


@router.post("/loadings", auth=requires(LOAD), response={201: LoadAnswer, 200: LoadAnswer})
def post_loading(request: HttpRequest, body: LoadBody) -> Any:
    """Ask to load; 201 with the decision, 200 with the same one when repeated. Needs an Idempotency-Key."""
    loading, replayed = load(
        actor=request.auth,  # type: ignore[attr-defined]
        order=LoadOrder(**body.model_dump()),
        submission=submission_of(request),
    )
    return Status(200 if replayed else 201, loading)


@router.get("/loadings", auth=requires(VIEW), response=list[LoadAnswer])
def list_loadings(request: HttpRequest, call: str = "", container: str = "") -> Any:
    """Up to 100 loadings the caller may see, newest first."""
    found = queries.visible_loadings(request.auth)  # type: ignore[attr-defined]
    for name, value in (("call__reference", call), ("container", container)):
        found = found.filter(**{name: value}) if value else found
    return list(found.order_by("-at", "-id")[:PAGE_ROWS])


@router.get("/{reference}", auth=requires(VIEW))
def get_manifest(request: HttpRequest, reference: str) -> dict[str, Any]:
    """One manifest with its bills and their containers."""
    case = queries.visible_manifests(request.auth).select_related("call").filter(reference=reference).first()  # type: ignore[attr-defined]
    if case is None:
        raise NotFound(Text(zh="舱单", en="manifest"))
    bills = case.bills.prefetch_related("containers").order_by("line_number")
    return {
        "reference": case.reference,
        "state": case.state,
        "version": case.version,
        "call": case.call.reference,
        "direction": case.direction,
        "bills": [
            {
                "number": bill.number,
                "consignee": bill.consignee,
                "description": bill.description,
                "package_count": bill.package_count,
                "gross_mass_kg": format(bill.gross_mass_kg.normalize(), "f"),
                "containers": [box.number for box in bill.containers.all()],
                "released_at": bill.released_at,
            }
            for bill in bills
        ],
    }


def _contents(body: ManifestBody) -> Contents:
    bills = tuple(Bill(**{**bill.model_dump(), "containers": tuple(bill.containers)}) for bill in body.bills)
    return Contents(body.call, body.direction.value, bills)


def _answer(filed: Filed) -> Status[Any]:
    """Status and body: 201 new, 200 repeated, 422 refused."""
    body = {
        "receipt": filed.receipt,
        "manifest": filed.manifest,
        "replayed": filed.replayed,
        "errors": [p.as_dict() | {"zh": p.message.zh, "en": p.message.en} for p in filed.problems],
    }
    return Status(422 if filed.problems else 200 if filed.replayed else 201, body)
