"""The life of a learned risk model: registered, in shadow, live by a second person's word, suspended by itself."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.selection.enums import ModelState as S
from tongguan.operations.selection.module import APPROVE, VIEW, WRITE
from tongguan.operations.selection.rules import RunsHere, TaughtByChance
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

EFFECTS = "tongguan.operations.selection.actions.registering:"
AUTHOR = Who(WRITE, Relation.OFFICE)
ANOTHER = Who(APPROVE, Relation.OFFICE, other_than=("draft",))
SECOND = Who(APPROVE, Relation.OFFICE, other_than=("draft", "shadow", "resume"))
APPROVER = Who(APPROVE, Relation.OFFICE)
REASON = Field("reason", Text(zh="原因", en="Reason"), Kind.LONG_TEXT)

RISK_MODEL = register(
    Workflow(
        code="risk_model",
        title=Text(zh="风险模型", en="Risk model"),
        model="selection.RiskModel",
        view=VIEW,
        icon="chart",
        states=(
            State(S.DRAFT, Text(zh="草稿", en="Draft"), tone="idle"),
            State(S.SHADOW, Text(zh="影子运行", en="In shadow"), tone="info"),
            State(S.LIVE, Text(zh="上线", en="Live"), tone="good"),
            State(S.SUSPENDED, Text(zh="已暂停", en="Suspended"), tone="warn"),
            State(S.RETIRED, Text(zh="已退役", en="Retired"), Group.CLOSED, "idle"),
            State(S.REJECTED, Text(zh="未批准", en="Rejected"), Group.CLOSED, "bad"),
        ),
        transitions=(
            Transition(
                "draft",
                Text(zh="登记", en="Register"),
                (NEW,),
                S.DRAFT,
                AUTHOR,
                fields=(
                    Field("zh", Text(zh="中文名称", en="Chinese title"), max_length=100),
                    Field("en", Text(zh="英文名称", en="English title"), max_length=100),
                ),
                effects=(EFFECTS + "registered",),
            ),
            Transition(
                "shadow",
                Text(zh="影子运行", en="Run in shadow"),
                (S.DRAFT,),
                S.SHADOW,
                ANOTHER,
                guards=(TaughtByChance(), RunsHere()),
                primary=True,
            ),
            Transition(
                "promote",
                Text(zh="上线", en="Promote"),
                (S.SHADOW,),
                S.LIVE,
                SECOND,
                fields=(REASON,),
                guards=(TaughtByChance(), RunsHere()),
                effects=(EFFECTS + "promoted",),
                primary=True,
            ),
            Transition(
                "suspend",
                Text(zh="暂停", en="Suspend"),
                (S.SHADOW, S.LIVE),
                S.SUSPENDED,
                APPROVER,
                fields=(REASON,),
                optional=True,
                danger=True,
            ),
            Transition(
                "suspend_itself",
                Text(zh="自动暂停", en="Suspend itself"),
                (S.LIVE,),
                S.SUSPENDED,
                SYSTEM_ONLY,
                fields=(REASON,),
            ),
            Transition(
                "resume",
                Text(zh="恢复影子运行", en="Back into shadow"),
                (S.SUSPENDED,),
                S.SHADOW,
                ANOTHER,
                fields=(REASON,),
                guards=(TaughtByChance(), RunsHere()),
                primary=True,
            ),
            Transition(
                "retire",
                Text(zh="退役", en="Retire"),
                (S.SHADOW, S.LIVE, S.SUSPENDED),
                S.RETIRED,
                APPROVER,
                fields=(REASON,),
                optional=True,
                danger=True,
            ),
            Transition("make_way", Text(zh="让位于新版本", en="Make way"), (S.LIVE,), S.RETIRED, SYSTEM_ONLY),
            Transition(
                "reject",
                Text(zh="不予批准", en="Reject"),
                (S.DRAFT,),
                S.REJECTED,
                APPROVER,
                fields=(REASON,),
                danger=True,
            ),
        ),
    )
)
