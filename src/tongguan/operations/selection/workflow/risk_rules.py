"""The life of a risk rule's version: written and back-tested, approved by another person, watched in shadow, in force
until it ends."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.selection.enums import RuleState as S
from tongguan.operations.selection.module import APPROVE, VIEW, WRITE
from tongguan.operations.selection.rules import NotOver
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

ACTIONS = "tongguan.operations.selection.actions.writing:"
BACK_TEST = "tongguan.operations.selection.actions.backtesting:back_tested"
AUTHOR = Who(WRITE, Relation.OFFICE)
ANOTHER = Who(APPROVE, Relation.OFFICE, other_than=("draft",))
APPROVER = Who(APPROVE, Relation.OFFICE)
REASON = Field("reason", Text(zh="原因", en="Reason"), Kind.LONG_TEXT)
MAX_CONDITION = 65_536

CONTENT = (
    Field("code", Text(zh="规则代码", en="Code"), max_length=30),
    Field("zh", Text(zh="中文名称", en="Chinese title"), max_length=100),
    Field("en", Text(zh="英文名称", en="English title"), max_length=100),
    Field(
        "lane",
        Text(zh="处置方式", en="Lane"),
        Kind.CHOICE,
        choices=(
            ("inspection", Text(zh="查验", en="Examination")),
            ("review", Text(zh="人工审核", en="Document review")),
        ),
    ),
    Field(
        "method",
        Text(zh="查验方式", en="Method"),
        Kind.CHOICE,
        choices=(
            ("either", Text(zh="由抽签决定", en="Either, by draw")),
            ("image", Text(zh="机检", en="Image inspection")),
            ("physical", Text(zh="人工查验", en="Physical inspection")),
        ),
    ),
    Field(
        "probability",
        Text(zh="选中概率", en="Probability"),
        Kind.DECIMAL,
        help=Text(
            zh="大于 0，至多 1；人工审核规则只能为 1", en="Above 0, at most 1; review rules must have 1"
        ),
    ),
    Field(
        "quota_per_day",
        Text(zh="每日限额", en="Quota a day"),
        Kind.INTEGER,
        required=False,
        help=Text(
            zh="每日预期选中票数上限（命中数乘以概率），留空为不限",
            en="At most so many expected to be chosen on a day (hits times probability); empty: no limit",
        ),
    ),
    Field("valid_from", Text(zh="生效日期", en="Valid from"), Kind.DATE),
    Field("valid_to", Text(zh="截止日期", en="Valid to"), Kind.DATE),
    Field(
        "condition", Text(zh="条件（JSON）", en="Condition (JSON)"), Kind.LONG_TEXT, max_length=MAX_CONDITION
    ),
)

RISK_RULE = register(
    Workflow(
        code="risk_rule",
        title=Text(zh="风险规则", en="Risk rule"),
        model="selection.RiskRule",
        view=VIEW,
        icon="scan",
        states=(
            State(S.DRAFT, Text(zh="草稿", en="Draft"), tone="idle"),
            State(S.BACK_TESTED, Text(zh="已回测，待审批", en="Back-tested"), tone="info"),
            State(S.APPROVED, Text(zh="已批准", en="Approved"), tone="info"),
            State(S.SHADOW, Text(zh="影子运行", en="In shadow"), tone="info"),
            State(S.ACTIVE, Text(zh="生效中", en="Active"), tone="good"),
            State(S.EXPIRED, Text(zh="已失效", en="Ended"), Group.CLOSED, "idle"),
            State(S.REJECTED, Text(zh="未批准", en="Rejected"), Group.CLOSED, "bad"),
        ),
        transitions=(
            Transition(
                "draft",
                Text(zh="起草", en="Draft"),
                (NEW,),
                S.DRAFT,
                AUTHOR,
                fields=CONTENT,
                effects=(ACTIONS + "written",),
            ),
            Transition(
                "back_test",
                Text(zh="回测", en="Back-test"),
                (S.DRAFT, S.BACK_TESTED),
                S.BACK_TESTED,
                AUTHOR,
                effects=(BACK_TEST,),
                primary=True,
            ),
            Transition(
                "approve",
                Text(zh="批准", en="Approve"),
                (S.BACK_TESTED,),
                S.APPROVED,
                ANOTHER,
                guards=(NotOver(),),
                primary=True,
            ),
            Transition(
                "reject",
                Text(zh="不予批准", en="Reject"),
                (S.DRAFT, S.BACK_TESTED, S.APPROVED, S.SHADOW),
                S.REJECTED,
                APPROVER,
                fields=(REASON,),
                danger=True,
            ),
            Transition(
                "shadow",
                Text(zh="影子运行", en="Run in shadow"),
                (S.APPROVED,),
                S.SHADOW,
                APPROVER,
                guards=(NotOver(),),
                primary=True,
            ),
            Transition(
                "activate",
                Text(zh="启用", en="Activate"),
                (S.SHADOW,),
                S.ACTIVE,
                APPROVER,
                guards=(NotOver(),),
                effects=(ACTIONS + "activated",),
                primary=True,
            ),
            Transition(
                "activate_at_once",
                Text(zh="紧急启用", en="Activate at once"),
                (S.APPROVED,),
                S.ACTIVE,
                APPROVER,
                fields=(REASON,),
                guards=(NotOver(),),
                effects=(ACTIONS + "activated",),
                optional=True,
                danger=True,
            ),
            Transition(
                "end",
                Text(zh="停用", en="End"),
                (S.ACTIVE,),
                S.EXPIRED,
                APPROVER,
                fields=(REASON,),
                optional=True,
                danger=True,
            ),
            Transition(
                "lapse",
                Text(zh="到期失效", en="Lapse"),
                (S.APPROVED, S.SHADOW, S.ACTIVE),
                S.EXPIRED,
                SYSTEM_ONLY,
            ),
        ),
    )
)
