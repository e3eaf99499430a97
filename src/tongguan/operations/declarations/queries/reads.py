"""Declarations: those an actor may see, and what other modules ask for."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Prefetch, QuerySet

from tongguan.engines.declaration import GoodsDeclaration, to_json, to_plain
from tongguan.operations.declarations.contracts import Found
from tongguan.operations.declarations.enums import GONE, UNDER_CONTROL
from tongguan.operations.declarations.models import Declaration, DeclarationContainer
from tongguan.operations.declarations.queries.holds import holds_on
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.cases.interface import read_case, visible
from tongguan.platform.permissions.interface import Actor


def visible_declarations(actor: Actor) -> QuerySet[Declaration]:
    """The declarations the actor may see."""
    return visible(actor, DECLARATION)


def by_submission(submission_id: UUID) -> Declaration | None:
    """The declaration under a client-made submission id; the caller checks who asks."""
    return Declaration.objects.filter(submission_id=submission_id).first()


def snapshot(reference: str) -> dict[str, Any] | None:
    """A lodged declaration as rules see it: header fields flat, `items` and `containers` as lists of fields.

    Field names are the neutral model's; decimals and dates are text. Beside them stand `reference`, `state`,
    `lodged_at`, `released_at`, `applicant`, `office` (ids), `trader_code`, `trader_name`, `declarant_code`,
    `declarant_name`, `line_count`, `container_count`, `total_price`, `currency` and `content_sha256`; of one in two
    steps also `stage`, `entered_on`, `complete_by` and how far it moved from its summary (`summary_…`, `late_days`).
    None: no such declaration.
    """
    case: Declaration | None = read_case(DECLARATION, reference)
    if case is None or case.lodged_at is None:
        return None
    out: dict[str, Any] = dict(case.shift) | json.loads(
        case.content
    )  # canonical: the plain form of the document
    out.pop("extensions", None)
    out.setdefault("containers", [])
    return out | {
        "reference": case.reference,
        "declaration_number": case.declaration_number,
        "state": case.state,
        "kind": case.kind,
        "stage": case.stage,
        "statement": case.statement,
        "entered_on": case.entered_on.isoformat() if case.entered_on else None,
        "complete_by": case.complete_by.isoformat() if case.complete_by else None,
        "pick_up_at": case.pick_up_at.isoformat() if case.pick_up_at else None,
        "lodged_at": case.lodged_at.isoformat(),
        "released_at": case.released_at.isoformat() if case.released_at else None,
        "applicant": case.applicant_id,
        "office": case.office_id,
        "trader_code": case.trader_code,
        "trader_name": case.trader_name,
        "declarant_code": case.declarant_code,
        "declarant_name": case.declarant_name,
        "line_count": case.line_count,
        "container_count": case.container_count,
        "total_price": None if case.total_price is None else format(case.total_price, "f"),
        "currency": case.currency,
        "content_sha256": case.content_sha256,
    }


def lodged_case(reference: str) -> Declaration | None:
    """A declaration that was lodged, for the house itself."""
    case: Declaration | None = read_case(DECLARATION, reference)
    return case if case is not None and case.lodged_at is not None else None


def numbered(case: Declaration) -> GoodsDeclaration:
    """The declaration with the number customs gave it."""
    return replace(case.document, declaration_number=case.declaration_number)


def drafted(case: Declaration) -> dict[str, Any]:
    """A declaration that was never lodged, as far as it is filled in."""
    return to_plain(case.document) | {
        "reference": case.reference,
        "state": case.state,
        "kind": case.kind,
        "stage": case.stage,
        "statement": case.statement,
        "version": case.version,
        "submission_id": str(case.submission_id),
    }


def submission_of(key: UUID, declaration: GoodsDeclaration) -> UUID:
    """The submission id of one declaration within a larger one: the same file gives the same ids again."""
    return uuid5(key, to_json(declaration).decode())


def own_firm(actor: Actor) -> tuple[str, str] | None:
    """Code and name of the firm the actor lodges from, for a new form."""
    own = [key for key, held in actor.organisations.items() if "declarations.lodge" in held]
    if not own:
        return None
    firm = Declaration._meta.get_field("applicant").related_model.objects.get(pk=own[0])
    return firm.uscc or firm.customs_code or firm.code, firm.name_zh


def by_bill(bill_number: str) -> list[Found]:
    """The lodged declarations under a bill of lading."""
    return found(Declaration.objects.filter(bill_number=bill_number)) if bill_number else []


def by_container(number: str) -> list[Found]:
    """The lodged declarations with goods in a container, newest first."""
    return found(Declaration.objects.filter(boxes__number=number)) if number else []


def found(declarations: QuerySet[Declaration]) -> list[Found]:
    """Declarations that say something about goods that move, newest first, at most 200."""
    boxes = Prefetch("boxes", DeclarationContainer.objects.order_by("id"))
    rows = list(declarations.exclude(state__in=GONE).order_by("-id").prefetch_related(boxes)[:200])
    held = holds_on([row.reference for row in rows])
    return [
        Found(
            row.reference,
            row.declaration_number or "",
            row.state,
            row.flow,
            row.bill_number,
            tuple(box.number for box in row.boxes.all()),
            row.pick_up_at is not None and row.state not in UNDER_CONTROL,
            tuple(held.get(row.reference, ())),
        )
        for row in rows
    ]
