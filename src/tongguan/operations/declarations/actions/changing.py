"""What an approved request does to a lodged declaration."""

from __future__ import annotations

from django.db import transaction

from tongguan.engines.declaration import GoodsDeclaration
from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations.actions.lodging import replace_content
from tongguan.operations.declarations.enums import LET_OUT, Cause, Stage, State
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.queries import amendment_findings
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.cases.interface import take_step
from tongguan.platform.permissions.interface import SYSTEM, NotFound, Refused

IN_PLACE = (State.SUMMARY_STORED, State.PICK_UP)
"""States of a summary in which an amendment changes the content alone; elsewhere the declaration is assessed again."""
OTHER = Problem(
    "declaration.changed_meanwhile",
    Text(
        zh="申请之后报关单内容已变化，请重新申请",
        en="The declaration has changed since the request: ask again",
    ),
)


@transaction.atomic
def amend(
    *, reference: str, declaration: GoodsDeclaration, base_sha256: str, request: str, reason: str
) -> None:
    """Put the approved content in place of the one it was asked on (`base_sha256`); the old one is kept as a version.

    Raises NotFound, WrongState (under control, or ended), or Refused with every problem.
    """
    case = _locked(reference)
    if case.content_sha256 != base_sha256:
        raise Refused(OTHER, status=409)
    problems = amendment_findings(case, declaration)
    if problems:
        raise Refused(*problems)
    changes = replace_content(case, declaration, Cause.AMENDED, reason)
    step = f"amend_{case.state}" if _in_place(case) else "amend"
    take_step(
        actor=SYSTEM,
        workflow=DECLARATION,
        reference=reference,
        step=step,
        note=f"{request}: {len(changes)}",
    )


@transaction.atomic
def cancel(*, reference: str, reason: str) -> None:
    """End a declaration at its trader's request. Raises NotFound, WrongState or Refused (goods released)."""
    _locked(reference)
    take_step(actor=SYSTEM, workflow=DECLARATION, reference=reference, step="cancel", data={"reason": reason})


def _in_place(case: Declaration) -> bool:
    return case.state in LET_OUT or (case.stage == Stage.SUMMARY and case.state in IN_PLACE)


def _locked(reference: str) -> Declaration:
    case = Declaration.objects.select_for_update().filter(reference=reference).first()
    if case is None:
        raise NotFound(DECLARATION.title)
    return case
