"""The life of a guarantee: applied for, in force, ended when nothing is held on it."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.guarantees.enums import State as S
from tongguan.operations.guarantees.module import APPLY, DECIDE, VIEW
from tongguan.operations.guarantees.rules import NothingHeld
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

OFFICER = Who(DECIDE, Relation.OFFICE)
REASON = Field("reason", Text(zh="理由", en="Reason"), Kind.LONG_TEXT)


def told(zh: str, en: str) -> tuple[Notice, ...]:
    """A notice to the firm."""
    return (Notice("applicant", Text(zh=zh, en=en)),)


GUARANTEE = register(
    Workflow(
        code="guarantee",
        title=Text(zh="税款担保", en="Guarantee"),
        model="guarantees.Guarantee",
        view=VIEW,
        icon="scales",
        states=(
            State(S.APPLIED, Text(zh="待审核", en="Applied for"), tone="info"),
            State(S.IN_FORCE, Text(zh="有效", en="In force"), Group.WAITING, "good"),
            State(S.REFUSED, Text(zh="不予备案", en="Refused"), Group.CLOSED, "bad"),
            State(S.ENDED, Text(zh="已终止", en="Ended"), Group.CLOSED, "idle"),
        ),
        transitions=(
            Transition(
                "apply",
                Text(zh="申请备案", en="Apply"),
                (NEW,),
                S.APPLIED,
                Who(APPLY, Relation.APPLICANT),
            ),
            Transition(
                "accept",
                Text(zh="准予备案", en="Accept"),
                (S.APPLIED,),
                S.IN_FORCE,
                OFFICER,
                primary=True,
                notices=told("担保 {reference} 已备案", "Guarantee {reference} is in force"),
            ),
            Transition(
                "refuse",
                Text(zh="不予备案", en="Refuse"),
                (S.APPLIED,),
                S.REFUSED,
                OFFICER,
                fields=(REASON,),
                danger=True,
                tells=("reason",),
                notices=told("担保 {reference} 不予备案", "Guarantee {reference} is refused"),
            ),
            Transition(
                "end",
                Text(zh="终止", en="End"),
                (S.IN_FORCE,),
                S.ENDED,
                OFFICER,
                fields=(REASON,),
                guards=(NothingHeld(),),
                optional=True,
                tells=("reason",),
                notices=told("担保 {reference} 已终止", "Guarantee {reference} has ended"),
            ),
        ),
        clocks=(
            Clock(
                "decision",
                Text(zh="审核时限", en="Time to decide"),
                runs=(S.APPLIED,),
                stops=(),
                limit="guarantee.review_time_limit",
            ),
        ),
    )
)
