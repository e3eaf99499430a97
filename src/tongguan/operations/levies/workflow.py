"""The life of a levy after release: opened, assessed by one officer, approved by another, then paid or given back."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.levies.enums import State as S
from tongguan.operations.levies.enums import Way
from tongguan.operations.levies.module import APPROVE, ASK, ASSESS, COLLECT, VIEW
from tongguan.operations.levies.rules import AskedByFirm, RefundInTime, SupplementInTime
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

EFFECTS = "tongguan.operations.levies.actions."
FIRM = Who(ASK, Relation.APPLICANT)
ASSESSOR = Who(ASSESS, Relation.OFFICE)
APPROVER = Who(APPROVE, Relation.OFFICE, other_than=("open", "assess"))
CASHIER = Who(COLLECT, Relation.OFFICE)
PAYER_OUT = Who(COLLECT, Relation.OFFICE, other_than=("assess", "approve", "approve_refund"))
REASON = Field("reason", Text(zh="理由", en="Reason"), Kind.LONG_TEXT)
AMOUNT = Field("amount", Text(zh="金额（元）", en="Amount (CNY)"), Kind.DECIMAL)
PAID_ON = Field("paid_on", Text(zh="缴款日期", en="Paid on"), Kind.DATE)
PAYMENT = Field("payer_reference", Text(zh="缴款凭证号", en="Payer's reference"), max_length=64)
REFUND = Field("refund_reference", Text(zh="退库凭证号", en="Reference of the refund"), max_length=64)
WITH_SUPPLEMENT, REFUND_ALONE = (Way.SUPPLEMENT, Way.BOTH), (Way.REFUND,)
AMOUNTS = ("supplement", "surcharge", "refund", "interest")


def told(zh: str, en: str) -> tuple[Notice, ...]:
    """A notice to the firm."""
    return (Notice("applicant", Text(zh=zh, en=en)),)


OPENING = (
    Transition("open", Text(zh="立案", en="Open"), (NEW,), S.OPEN, ASSESSOR),
    Transition("ask", Text(zh="申请", en="Ask"), (NEW,), S.OPEN, FIRM),
    Transition(
        "open_amended", Text(zh="报关单修改后立案", en="Opened by an amendment"), (NEW,), S.OPEN, SYSTEM_ONLY
    ),
    Transition(
        "take_back", Text(zh="收回申请", en="Take back"), (S.OPEN,), S.TAKEN_BACK, FIRM,
        guards=(AskedByFirm(),), optional=True,
    ),
)  # fmt: skip
DECIDING = (
    Transition(
        "assess", Text(zh="核定", en="Assess"), (S.OPEN,), S.ASSESSED, ASSESSOR, fields=(REASON,),
        effects=(EFFECTS + "assessing:assessed",), primary=True,
    ),
    Transition(
        "refuse", Text(zh="不予补退", en="Neither levy nor refund"), (S.OPEN,), S.REFUSED, ASSESSOR,
        fields=(REASON,), danger=True, tells=("reason",),
        notices=told("{reference}：不予补征或退还税款", "{reference}: neither a levy nor a refund"),
    ),
    Transition(
        "return_it", Text(zh="退回重新核定", en="Return to be assessed again"), (S.ASSESSED,), S.OPEN, APPROVER,
        fields=(REASON,),
    ),
    Transition(
        "approve", Text(zh="批准补征", en="Approve the levy"), (S.ASSESSED,), S.DUE, APPROVER,
        guards=(SupplementInTime(), RefundInTime()), effects=(EFFECTS + "approving:approved",), primary=True,
        stages=WITH_SUPPLEMENT, tells=AMOUNTS,
        notices=told("{reference}：须补缴税款，请按期缴纳", "{reference}: tax is to be paid after, within the term"),
    ),
    Transition(
        "approve_refund", Text(zh="批准退税", en="Approve the refund"), (S.ASSESSED,), S.REFUNDABLE, APPROVER,
        guards=(RefundInTime(),), effects=(EFFECTS + "approving:approved",), primary=True,
        stages=REFUND_ALONE, tells=AMOUNTS,
        notices=told("{reference}：准予退税", "{reference}: a refund is granted"),
    ),
    Transition(
        "revise", Text(zh="撤销核定", en="Undo the levy"), (S.DUE,), S.OPEN, APPROVER, fields=(REASON,),
        effects=(EFFECTS + "approving:undone",), optional=True, danger=True, tells=("reason",),
        notices=told("{reference}：补税核定已撤销，税单作废", "{reference}: the levy is undone, its bills are void"),
    ),
    Transition(
        "revise_refund", Text(zh="撤销退税核定", en="Undo the refund"), (S.REFUNDABLE,), S.OPEN, APPROVER,
        fields=(REASON,), effects=(EFFECTS + "approving:undone",), optional=True, danger=True,
        stages=REFUND_ALONE, tells=("reason",),
        notices=told("{reference}：退税核定已撤销", "{reference}: the refund is undone"),
    ),
)  # fmt: skip
SETTLING = (
    *(
        Transition(
            code, Text(zh="补税核销", en="Confirm the payment"), (S.DUE,), target, CASHIER,
            fields=(AMOUNT, PAID_ON, PAYMENT), effects=(EFFECTS + "settling:paid",), primary=True, stages=(stage,),
            tells=("amount", "paid_on", "payer_reference"),
            notices=told("{reference}：补缴税款已核销", "{reference}: the payment is confirmed"),
        )
        for code, target, stage in (
            ("confirm_payment", S.SETTLED, Way.SUPPLEMENT), ("confirm_payment_first", S.REFUNDABLE, Way.BOTH)
        )
    ),
    Transition(
        "confirm_refund", Text(zh="退税核销", en="Confirm the refund"), (S.REFUNDABLE,), S.SETTLED, PAYER_OUT,
        fields=(AMOUNT, REFUND), effects=(EFFECTS + "settling:refunded",), primary=True,
        tells=("amount", "refund_reference"),
        notices=told("{reference}：税款已退还", "{reference}: the refund is paid"),
    ),
)  # fmt: skip

LEVY = register(
    Workflow(
        code="levy",
        title=Text(zh="税款补退", en="Levy after release"),
        model="levies.Levy",
        view=VIEW,
        icon="scales",
        states=(
            State(S.OPEN, Text(zh="待核定", en="To be assessed"), tone="info"),
            State(S.ASSESSED, Text(zh="待复核", en="To be approved"), tone="warn"),
            State(S.DUE, Text(zh="待补缴", en="To be paid"), Group.WAITING, "warn"),
            State(S.REFUNDABLE, Text(zh="待退还", en="To be given back"), tone="warn"),
            State(S.SETTLED, Text(zh="已结清", en="Settled"), Group.CLOSED, "good"),
            State(S.REFUSED, Text(zh="不予补退", en="Refused"), Group.CLOSED, "bad"),
            State(S.TAKEN_BACK, Text(zh="已收回", en="Taken back"), Group.CLOSED, "idle"),
        ),
        transitions=OPENING + DECIDING + SETTLING,
        clocks=(
            Clock(
                "decision", Text(zh="办理时限", en="Time to decide"), runs=(S.OPEN, S.ASSESSED), stops=(),
                limit="levy.decision_limit",
            ),
            Clock(
                "payment", Text(zh="补缴期限", en="Time to pay"), runs=(S.DUE,), stops=(),
                limit="levy.payment_limit",
            ),
            Clock(
                "refund", Text(zh="办理退税期限", en="Time to complete the refund"), runs=(S.REFUNDABLE,), stops=(),
                limit="levy.refund_collection_limit",
            ),
        ),
    )
)  # fmt: skip
