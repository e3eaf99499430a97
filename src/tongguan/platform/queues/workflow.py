"""The life of a manual assignment: proposed by one person with a reason, approved by another."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.platform.cases.interface import (
    NEW,
    SYSTEM_ONLY,
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
from tongguan.platform.queues.enums import ManualState as S

FALLBACK = "draws.fallback"
EFFECTS = "tongguan.platform.queues.naming:"
NAMER = Who(FALLBACK, Relation.OFFICE)
SECOND = Who(FALLBACK, Relation.OFFICE, other_than=("propose",))

OFFICER = Field(
    "officer", Text(zh="人员", en="Officer"), Kind.CHOICE, choices_from=EFFECTS + "officers_on_duty",
    help=Text(zh="仅列此刻在班、无利益冲突者方可获准", en="On duty now; who has a conflict of interest is refused"),
)  # fmt: skip
REASON = Field("reason", Text(zh="理由", en="Reason"), Kind.LONG_TEXT, max_length=500)

MANUAL_ASSIGNMENT = register(
    Workflow(
        code="manual_assignment",
        title=Text(zh="人工指派", en="Manual assignment"),
        model="queues.ManualAssignment",
        view=FALLBACK,
        claimable=False,
        icon="user",
        states=(
            State(S.OPEN, Text(zh="待提名", en="Waiting for a proposal"), tone="warn"),
            State(S.PROPOSED, Text(zh="待第二人批准", en="Waiting for a second person"), tone="info"),
            State(S.ASSIGNED, Text(zh="已由两人指派", en="Named by two people"), Group.CLOSED, "good"),
            State(S.LAPSED, Text(zh="无需指派", en="No longer needed"), Group.CLOSED, "idle"),
        ),
        transitions=(
            Transition("open", Text(zh="抽签无人可派", en="The draw found nobody"), (NEW,), S.OPEN, SYSTEM_ONLY),
            Transition(
                "propose", Text(zh="提名", en="Propose"), (S.OPEN,), S.PROPOSED, NAMER,
                fields=(OFFICER, REASON), effects=(EFFECTS + "proposed",), primary=True,
            ),
            Transition(
                "approve", Text(zh="批准", en="Approve"), (S.PROPOSED,), S.ASSIGNED, SECOND,
                effects=(EFFECTS + "approved",), primary=True,
            ),
            Transition(
                "reject", Text(zh="不同意", en="Reject"), (S.PROPOSED,), S.OPEN, SECOND,
                fields=(REASON,), effects=(EFFECTS + "rejected",), danger=True,
            ),
            Transition(
                "lapse", Text(zh="已另行抽中", en="Drawn otherwise"), (S.OPEN, S.PROPOSED), S.LAPSED, SYSTEM_ONLY
            ),
        ),
    )
)  # fmt: skip
