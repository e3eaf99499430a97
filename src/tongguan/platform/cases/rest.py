"""Cases over HTTP: lists, one case with its timeline and possible steps, and taking a step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tongguan.platform.cases import queries
from tongguan.platform.cases.actions import claim, take_step
from tongguan.platform.cases.disclosure import Told
from tongguan.platform.cases.models import CaseStep
from tongguan.platform.cases.registry import workflows
from tongguan.platform.ledger.interface import covered_entries
from tongguan.platform.permissions.interface import Actor, requires

router = Router()
PREFIX = "/cases"
PAGE_ROWS = 100


class CaseRow(Schema):
    """A case in a list."""

    reference: str
    state: str
    version: int
    created_at: datetime
    changed_at: datetime
    due_at: datetime | None
    claimed_by: str
    """Whose the case is now: empty (nobody's), `self` or `other`."""


class StepRow(Schema):
    """A step of the timeline, with what the caller is told of its note and data. `in_ledger`: a signed checkpoint
    covers it, so that its receipt can be fetched."""

    version: int
    step: str
    source: str
    target: str
    at: datetime
    actor: str
    receipt: str
    note: str
    data: dict[str, Any]
    in_ledger: bool


class RefusedStep(Schema):
    """A step that is the caller's by position, with why it is refused to this person now."""

    step: str
    errors: list[dict[str, Any]]


class Counted(Schema):
    """How many cases of a type the caller sees, by state."""

    workflow: str
    title_zh: str
    title_en: str
    states: dict[str, int]


class CaseDetail(CaseRow):
    """A case with its course and what the caller may do now."""

    timeline: list[StepRow]
    possible_steps: list[str]
    refused_steps: list[RefusedStep]


class StepBody(Schema):
    """What a step needs: the version the caller saw, the form's values, a note."""

    version: int
    data: dict[str, Any] = {}
    note: str = ""


@router.get("", auth=requires(), response=list[Counted])
def count_cases(request: HttpRequest) -> list[dict[str, Any]]:
    """The case types the caller sees cases of, with their number by state."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    counted = ((kind, queries.counts(actor, kind)) for kind in workflows())
    return [
        {"workflow": kind.code, "title_zh": kind.title.zh, "title_en": kind.title.en, "states": states}
        for kind, states in counted
        if states
    ]


@router.get("/{workflow}", auth=requires(), response=list[CaseRow])
def list_cases(
    request: HttpRequest, workflow: str, state: str = "", after: str = "", waiting: bool = False
) -> list[Any]:
    """Up to 100 cases in the order of their opening; `after` is the last reference of the page before.
    With `waiting`, those that wait for the caller, most urgent first."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    kind = queries.known_workflow(actor, workflow)
    if waiting:
        return [_row(actor, case) for case in queries.waiting(actor, kind)[:PAGE_ROWS]]
    found = queries.visible(actor, kind).order_by("id")
    if state:
        found = found.filter(state=state)
    if after:
        last = queries.visible(actor, kind).filter(reference=after).values_list("id", flat=True).first()
        found = found.filter(id__gt=last or 0)
    return [_row(actor, case) for case in found[:PAGE_ROWS]]


@router.get("/{workflow}/{reference}", auth=requires(), response=CaseDetail)
def get_case(request: HttpRequest, workflow: str, reference: str) -> dict[str, Any]:
    """One case."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    kind = queries.known_workflow(actor, workflow)
    case = queries.visible_case(actor, kind, reference)
    course = queries.course(actor, kind, case)
    covered = covered_entries(told.step.audit_entry_id for told in course)
    offers = queries.offers(actor, kind, case)
    return {
        **_row(actor, case),
        "timeline": [_shown(told, told.step.audit_entry_id in covered) for told in course],
        "possible_steps": [offer.step.code for offer in offers if not offer.refusals],
        "refused_steps": [
            {
                "step": offer.step.code,
                "errors": [
                    problem.as_dict("en") | {"zh": problem.message.zh, "en": problem.message.en}
                    for problem in offer.refusals
                ],
            }
            for offer in offers
            if offer.refusals
        ],
    }


@router.post("/{workflow}/{reference}/{step}", auth=requires(), response=StepRow)
def post_step(
    request: HttpRequest, workflow: str, reference: str, step: str, body: StepBody
) -> dict[str, Any]:
    """Take a step; `claim` takes ownership."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    kind = queries.known_workflow(actor, workflow)
    queries.visible_case(actor, kind, reference)
    if step == "claim":
        return _shown(_own(claim(actor=actor, workflow=kind, reference=reference, version=body.version)))
    taken = take_step(
        actor=actor,
        workflow=kind,
        reference=reference,
        step=step,
        version=body.version,
        data=body.data,
        note=body.note[:4000],
    )
    return _shown(_own(taken))


def _row(actor: Actor, case: Any) -> dict[str, Any]:
    claimed_by = "" if case.owner_id is None else "self" if case.owner_id == actor.user_id else "other"
    fields = ("reference", "state", "version", "created_at", "changed_at", "due_at")
    return {name: getattr(case, name) for name in fields} | {"claimed_by": claimed_by}


def _own(step: CaseStep) -> Told:
    return Told(step, step.note, step.data)


def _shown(told: Told, in_ledger: bool = False) -> dict[str, Any]:
    step = told.step
    return {
        "version": step.version,
        "step": step.transition,
        "source": step.source,
        "target": step.target,
        "at": step.at,
        "actor": step.actor_name,
        "receipt": step.receipt,
        "note": told.note,
        "data": told.data,
        "in_ledger": in_ledger,
    }
