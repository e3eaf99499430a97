"""Writes: ask, and carry out what was approved."""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction

from tongguan.engines.problems import Problem, Text
from tongguan.operations.amendments.contracts import Change
from tongguan.operations.amendments.models import ChangeRequest
from tongguan.operations.amendments.queries import subject_of
from tongguan.operations.amendments.workflow import CHANGE_REQUEST
from tongguan.platform.cases.interface import Moving, Submission, once, open_case
from tongguan.platform.permissions.interface import Actor, Refused

OPEN = Problem(
    "amendment.open",
    Text(zh="已有一份申请待审批", en="A request is waiting for its decision already"),
)
NO_REASON = Problem("amendment.reason", Text(zh="须说明理由", en="A reason must be given"), "/reason")


def ask(
    *, actor: Actor, change: Change, applicant_id: int | None, office_id: int | None, submission: Submission
) -> tuple[ChangeRequest, bool]:
    """Ask for a change of a case of a firm at an office, once per submission: (request, whether asked before).

    The caller has checked that the change can be made. Raises NotYours, or Refused where one is open already.
    """

    def make() -> ChangeRequest:
        if not change.reason.strip():
            raise Refused(NO_REASON)
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('amendments_changerequest', 'id'))")
            key = cursor.fetchone()[0]
        case = ChangeRequest(
            pk=key,
            reference=f"CR{key:08d}",
            submission_id=submission.id,
            submission_sha256=submission.sha256,
            applicant_id=applicant_id,
            office_id=office_id,
            workflow=change.workflow,
            subject=change.subject,
            kind=change.kind,
            reason=change.reason.strip(),
            content=change.content,
            base_sha256=change.base_sha256,
            changes=list(change.changes),
        )
        try:
            with transaction.atomic():
                open_case(actor=actor, workflow=CHANGE_REQUEST, case=case, step="request")
        except IntegrityError:
            raise Refused(OPEN, status=409) from None
        return case

    return once(ChangeRequest, submission, make)


def carried_out(moving: Moving) -> None:
    """Effect of an approval: the change is made, in the same transaction; what speaks against it refuses the step."""
    case: ChangeRequest = moving.case
    subject_of(case.workflow).carry_out(case.change, case.reference)
    moving.facts.update(subject=case.subject, kind=case.kind, changes=len(case.changes))
