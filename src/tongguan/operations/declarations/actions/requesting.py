"""Asking for a lodged declaration to be amended or cancelled, and carrying out what an officer approved."""

from __future__ import annotations

from tongguan.engines.declaration import GoodsDeclaration, difference, from_json, to_json
from tongguan.engines.problems import Problem, Text
from tongguan.operations.amendments.interface import Change, ask
from tongguan.operations.declarations.actions.changing import amend, cancel
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.queries import (
    amendment_findings,
    may_be_amended,
    may_be_cancelled,
    visible_declarations,
)
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.cases.interface import Submission
from tongguan.platform.permissions.interface import Actor, NotFound, Refused

AMEND, CANCEL = "amend", "cancel"
NOT_NOW = Problem(
    "declaration.not_changeable",
    Text(
        zh="该报关单目前不能修改或撤销：布控查验未办结，或已结束",
        en="This declaration cannot be amended or cancelled now: it is under control, or it has ended",
    ),
)


def ask_amendment(
    *, actor: Actor, reference: str, declaration: GoodsDeclaration, reason: str, submission: Submission
) -> tuple[str, bool]:
    """Ask for another content of a lodged declaration: (reference of the request, whether it was asked before).

    Raises NotFound, NotYours, or Refused with every problem of the new content.
    """
    case = _case(actor, reference)
    problems = amendment_findings(case, declaration) if may_be_amended(case) else (NOT_NOW,)
    change = Change(
        workflow=DECLARATION.code,
        subject=reference,
        kind=AMEND,
        reason=reason,
        content=to_json(declaration).decode(),
        base_sha256=case.content_sha256,
        changes=tuple(each.as_dict() for each in difference(case.document, declaration)),
    )
    return _asked(actor, case, change, submission, problems)


def ask_cancellation(
    *, actor: Actor, reference: str, reason: str, submission: Submission
) -> tuple[str, bool]:
    """Ask for the end of a lodged declaration: (reference of the request, whether it was asked before)."""
    case = _case(actor, reference)
    problems = () if may_be_cancelled(case) else (NOT_NOW,)
    change = Change(workflow=DECLARATION.code, subject=reference, kind=CANCEL, reason=reason)
    return _asked(actor, case, change, submission, problems)


def _asked(
    actor: Actor, case: Declaration, change: Change, submission: Submission, problems: tuple[Problem, ...]
) -> tuple[str, bool]:
    if problems:
        raise Refused(*problems, status=409 if problems == (NOT_NOW,) else None)
    request, replayed = ask(
        actor=actor,
        change=change,
        applicant_id=case.applicant_id,
        office_id=case.office_id,
        submission=submission,
    )
    return request.reference, replayed


def carry_out(change: Change, request: str) -> None:
    """Make an approved change; raises Refused, WrongState or NotFound, and then the approval is refused too."""
    if change.kind == CANCEL:
        cancel(reference=change.subject, reason=change.reason)
        return
    declaration, problems = from_json(change.content.encode())
    if declaration is None:
        raise Refused(*problems)
    amend(
        reference=change.subject,
        declaration=declaration,
        base_sha256=change.base_sha256,
        request=request,
        reason=change.reason,
    )


def _case(actor: Actor, reference: str) -> Declaration:
    case = visible_declarations(actor).filter(reference=reference).first()
    if case is None:
        raise NotFound(DECLARATION.title)
    return case
