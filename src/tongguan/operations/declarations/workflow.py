"""The life of a declaration, with the official receipt codes of the Chinese clearance system."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.declarations.enums import State as S
from tongguan.operations.declarations.rules import AmountIsBill, NotAnExaminer
from tongguan.platform.cases.interface import (
    NEW,
    SYSTEM_ONLY,
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

EFFECTS = "tongguan.operations.declarations.actions.effects:"
TRADER = Who("declarations.lodge", Relation.APPLICANT)
ASSESSOR = Who("declarations.assess", Relation.OFFICE)
DECIDER = Who("declarations.decide", Relation.OFFICE)

STATES = (
    State(S.DRAFT, Text(zh="草稿", en="Draft"), tone="idle"),
    State(S.LODGED, Text(zh="已申报", en="Lodged"), tone="info"),
    State(S.REVIEW, Text(zh="人工审核", en="Under review"), tone="info"),
    State(S.DOCUMENTS_REQUESTED, Text(zh="待补充单证", en="Documents requested"), Group.WAITING, "warn"),
    State(S.RETURNED, Text(zh="退单", en="Returned"), Group.WAITING, "warn"),
    State(S.INSPECTION, Text(zh="查验", en="Inspection"), tone="warn"),
    State(S.INSPECTED, Text(zh="查验完毕", en="Inspected"), tone="info"),
    State(S.SUSPENDED, Text(zh="挂起", en="Suspended"), tone="bad"),
    State(S.ASSESSED, Text(zh="审结", en="Assessed"), tone="good"),
    State(S.DUTY_DUE, Text(zh="待缴税", en="Duty due"), Group.WAITING, "warn"),
    State(S.RELEASED, Text(zh="放行", en="Released"), tone="good"),
    State(S.CLOSED, Text(zh="结关", en="Closed"), Group.CLOSED, "good"),
    State(S.WITHDRAWN, Text(zh="已撤回", en="Withdrawn"), Group.CLOSED, "idle"),
    State(S.DELETED, Text(zh="删单", en="Deleted"), Group.CLOSED, "bad"),
)

REASON = Field("reason", Text(zh="原因", en="Reason"), Kind.LONG_TEXT)
AMOUNT = Field("amount", Text(zh="金额（元）", en="Amount (CNY)"), Kind.DECIMAL)
METHOD = Field(
    "method",
    Text(zh="查验方式", en="Method"),
    Kind.CHOICE,
    choices=(
        ("physical", Text(zh="人工查验", en="Physical inspection")),
        ("image", Text(zh="机检", en="Image inspection")),
    ),
)


def told(zh: str, en: str) -> tuple[Notice, ...]:
    """A notice to the applicant; `{reference}` is filled in when it is sent."""
    return (Notice("applicant", Text(zh=zh, en=en)),)


OPENING = (
    Transition(
        "save_draft", Text(zh="保存草稿", en="Save draft"), (NEW, S.DRAFT), S.DRAFT, TRADER, optional=True
    ),
    Transition(
        "lodge",
        Text(zh="申报", en="Lodge"),
        (NEW, S.DRAFT, S.RETURNED),
        S.LODGED,
        TRADER,
        effects=(EFFECTS + "lodged",),
        receipt="L",
        primary=True,
    ),
    Transition(
        "withdraw",
        Text(zh="撤回", en="Withdraw"),
        (S.DRAFT,),
        S.WITHDRAWN,
        TRADER,
        optional=True,
        danger=True,
    ),
)
ROUTING = tuple(
    Transition(code, title, (S.LODGED,), target, SYSTEM_ONLY, effects=(EFFECTS + "routed",), receipt=receipt)
    for code, title, target, receipt in (
        ("route_green", Text(zh="系统审结", en="Route: green lane"), S.ASSESSED, "G"),
        ("route_review", Text(zh="转人工审核", en="Route: review"), S.REVIEW, ""),
        ("route_inspection", Text(zh="布控查验", en="Route: inspection"), S.INSPECTION, "C"),
    )
)
REVIEW = (
    Transition(
        "request_documents",
        Text(zh="要求补充单证", en="Request documents"),
        (S.REVIEW,),
        S.DOCUMENTS_REQUESTED,
        ASSESSOR,
        fields=(REASON,),
        receipt="N",
        notices=told("{reference}：海关要求补充单证", "{reference}: customs requests documents"),
        tells=("reason",),
    ),
    Transition(
        "supply_documents",
        Text(zh="提交补充单证", en="Supply documents"),
        (S.DOCUMENTS_REQUESTED,),
        S.REVIEW,
        TRADER,
        fields=(Field("documents", Text(zh="单证", en="Documents"), Kind.EVIDENCE, min_count=1),),
        primary=True,
    ),
    Transition(
        "return_for_correction",
        Text(zh="退单", en="Return for correction"),
        (S.REVIEW,),
        S.RETURNED,
        ASSESSOR,
        fields=(REASON,),
        receipt="E",
        notices=told("{reference}：退单，请修改后重新申报", "{reference}: returned; correct and lodge again"),
        tells=("reason",),
    ),
    Transition(
        "accept", Text(zh="审结", en="Accept"), (S.REVIEW,), S.ASSESSED, ASSESSOR, receipt="J", primary=True
    ),
    Transition(
        "order_inspection",
        Text(zh="下达查验", en="Order inspection"),
        (S.REVIEW,),
        S.INSPECTION,
        ASSESSOR,
        fields=(METHOD, REASON),
        receipt="C",
        notices=told("{reference}：需要查验", "{reference}: to be inspected"),
        tells=("method",),
    ),
)
EXAMINED = (
    Transition(
        "inspection_reported",
        Text(zh="查验完毕", en="Examination finished"),
        (S.INSPECTION,),
        S.INSPECTED,
        SYSTEM_ONLY,
        effects=(EFFECTS + "examined",),
    ),
    Transition(
        "decide_release",
        Text(zh="查验后审结", en="Decide: accept"),
        (S.INSPECTED,),
        S.ASSESSED,
        DECIDER,
        guards=(NotAnExaminer(),),
        receipt="J",
        primary=True,
    ),
    Transition(
        "decide_hold",
        Text(zh="挂起", en="Decide: hold"),
        (S.INSPECTED,),
        S.SUSPENDED,
        DECIDER,
        fields=(REASON,),
        guards=(NotAnExaminer(),),
        receipt="H",
        danger=True,
        notices=told("{reference}：已挂起，请联系海关", "{reference}: suspended; contact customs"),
    ),
    Transition(
        "resolve_hold",
        Text(zh="解除挂起", en="Resolve the hold"),
        (S.SUSPENDED,),
        S.ASSESSED,
        DECIDER,
        fields=(REASON,),
        guards=(NotAnExaminer(),),
        primary=True,
    ),
    Transition(
        "delete",
        Text(zh="删单", en="Delete"),
        (S.RETURNED, S.SUSPENDED),
        S.DELETED,
        Who("declarations.delete", Relation.OFFICE),
        fields=(REASON,),
        receipt="D",
        optional=True,
        danger=True,
        tells=("reason",),
    ),
)
RELEASE = (
    Transition(
        "bill",
        Text(zh="签发税单", en="Bill duties"),
        (S.ASSESSED,),
        S.DUTY_DUE,
        SYSTEM_ONLY,
        fields=(AMOUNT,),
        effects=(EFFECTS + "billed",),
        receipt="T",
        notices=told("{reference}：请缴纳税款", "{reference}: duties are to be paid"),
        tells=("amount",),
    ),
    Transition(
        "confirm_payment",
        Text(zh="税款核销放行", en="Confirm payment and release"),
        (S.DUTY_DUE,),
        S.RELEASED,
        Who("declarations.collect", Relation.OFFICE),
        fields=(
            AMOUNT,
            Field("payer_reference", Text(zh="缴款凭证号", en="Payer's reference"), max_length=64),
        ),
        guards=(AmountIsBill(),),
        effects=(EFFECTS + "released",),
        receipt="P",
        primary=True,
        notices=told("{reference}：已放行", "{reference}: released"),
        tells=("amount", "payer_reference"),
    ),
    Transition(
        "release",
        Text(zh="放行", en="Release"),
        (S.ASSESSED, S.DUTY_DUE),
        S.RELEASED,
        SYSTEM_ONLY,
        effects=(EFFECTS + "released",),
        receipt="P",
        notices=told("{reference}：已放行", "{reference}: released"),
    ),
    Transition(
        "adjust_bill",
        Text(zh="调整应缴税额", en="Adjust the amount due"),
        (S.DUTY_DUE,),
        S.DUTY_DUE,
        SYSTEM_ONLY,
        fields=(AMOUNT,),
        effects=(EFFECTS + "billed",),
        receipt="T",
        notices=told("{reference}：应缴税额已调整", "{reference}: the amount due has changed"),
        tells=("amount",),
    ),
    Transition("close", Text(zh="结关", en="Close"), (S.RELEASED,), S.CLOSED, SYSTEM_ONLY, receipt="R"),
)

CLOCKS = (
    Clock(
        "assessment",
        Text(zh="审核时限", en="Time to assess"),
        runs=(S.REVIEW, S.INSPECTED),
        stops=(S.DOCUMENTS_REQUESTED, S.RETURNED),
        limit="assessment.time_limit",
    ),
    Clock(
        "payment",
        Text(zh="缴税期限", en="Time to pay"),
        runs=(S.DUTY_DUE,),
        stops=(),
        limit="duty.payment_time_limit",
    ),
)

DECLARATION = register(
    Workflow(
        code="declaration",
        title=Text(zh="报关单", en="Goods declaration"),
        model="declarations.Declaration",
        view="declarations.view",
        states=STATES,
        transitions=OPENING + ROUTING + REVIEW + EXAMINED + RELEASE,
        clocks=CLOCKS,
    )
)
