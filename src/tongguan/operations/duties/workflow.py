"""The life of a recalculated late declaration fee: opened, then settled or left as it was."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.duties.enums import FeeCaseState as S
from tongguan.operations.duties.module import ASSESS
from tongguan.platform.cases.interface import (
    NEW,
    Field,
    Group,
    Kind,
    Relation,
    State,
    Transition,
    Who,
    Workflow,
    register,
)

OFFICER = Who(ASSESS, Relation.OFFICE)
REASON = Field("reason", Text(zh="理由", en="Reason"), Kind.LONG_TEXT)

FEE_RECALCULATION = register(
    Workflow(
        code="fee_recalculation",
        title=Text(zh="滞报金重新核定", en="Fee recalculation"),
        model="duties.FeeCase",
        view=ASSESS,
        states=(
            State(S.OPEN, Text(zh="待核定", en="To be decided"), tone="warn"),
            State(S.SETTLED, Text(zh="已重新核定", en="Settled"), Group.CLOSED, "good"),
            State(S.KEPT, Text(zh="维持原额", en="Left as charged"), Group.CLOSED, "idle"),
        ),
        transitions=(
            Transition("open", Text(zh="更正进境日期", en="Date of entry corrected"), (NEW,), S.OPEN, OFFICER),
            Transition(
                "settle", Text(zh="重新核定", en="Settle"), (S.OPEN,), S.SETTLED, OFFICER, fields=(REASON,),
                effects=("tongguan.operations.duties.actions.effects:settled",), primary=True,
            ),
            Transition(
                "keep", Text(zh="维持原额", en="Leave as charged"), (S.OPEN,), S.KEPT, OFFICER,
                fields=(REASON,), optional=True,
            ),
        ),
    )
)  # fmt: skip
