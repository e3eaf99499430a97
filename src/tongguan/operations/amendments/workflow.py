"""The life of a request: an officer approves it, which carries it out at once, or refuses it."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.amendments.enums import State as S
from tongguan.operations.amendments.module import DECIDE, REQUEST, VIEW
from tongguan.platform.cases.interface import (
    NEW,
    Clock,
    Field,
    Group,
    Kind,
    Notice,
    Relation,
    State,
    Transition,
    Who,
    Workflow,
    register,
)

TRADER = Who(REQUEST, Relation.APPLICANT)
OFFICER = Who(DECIDE, Relation.OFFICE)
REASON = Field("reason", Text(zh="理由", en="Reason"), Kind.LONG_TEXT)


def told(zh: str, en: str) -> tuple[Notice, ...]:
    """A notice to the firm."""
    return (Notice("applicant", Text(zh=zh, en=en)),)


CHANGE_REQUEST = register(
    Workflow(
        code="change_request",
        title=Text(zh="修改撤销申请", en="Request for amendment"),
        model="amendments.ChangeRequest",
        view=VIEW,
        icon="edit",
        states=(
            State(S.REQUESTED, Text(zh="待审批", en="Requested"), tone="info"),
            State(S.APPROVED, Text(zh="已批准", en="Approved"), Group.CLOSED, "good"),
            State(S.REFUSED, Text(zh="不予批准", en="Refused"), Group.CLOSED, "bad"),
            State(S.TAKEN_BACK, Text(zh="已收回", en="Taken back"), Group.CLOSED, "idle"),
        ),
        transitions=(
            Transition("request", Text(zh="申请", en="Request"), (NEW,), S.REQUESTED, TRADER),
            Transition(
                "approve",
                Text(zh="批准", en="Approve"),
                (S.REQUESTED,),
                S.APPROVED,
                OFFICER,
                effects=("tongguan.operations.amendments.actions:carried_out",),
                primary=True,
                notices=told("申请 {reference} 已批准", "Request {reference} is approved"),
            ),
            Transition(
                "refuse",
                Text(zh="不予批准", en="Refuse"),
                (S.REQUESTED,),
                S.REFUSED,
                OFFICER,
                fields=(REASON,),
                danger=True,
                tells=("reason",),
                notices=told("申请 {reference} 未获批准", "Request {reference} is refused"),
            ),
            Transition(
                "take_back",
                Text(zh="收回申请", en="Take back"),
                (S.REQUESTED,),
                S.TAKEN_BACK,
                TRADER,
                optional=True,
            ),
        ),
        clocks=(
            Clock(
                "decision",
                Text(zh="办理时限", en="Time to decide"),
                runs=(S.REQUESTED,),
                stops=(),
                limit="declaration.change_time_limit",
            ),
        ),
    )
)
