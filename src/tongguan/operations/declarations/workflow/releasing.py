"""Payment and release, the second of two steps, and what an approved amendment or cancellation does."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.declarations.enums import State as S
from tongguan.operations.declarations.rules import AmountIsBill, GoodsNotTaken, InTime
from tongguan.operations.declarations.workflow.parts import (
    AMOUNT,
    COMPLETED,
    EFFECTS,
    REASON,
    SUMMARIES,
    SUMMARY,
    TRADER,
    told,
)
from tongguan.platform.cases.interface import (
    SYSTEM_ONLY,
    Field,
    Relation,
    Transition,
    Who,
)

TWO_STEPS = (
    Transition(
        "pick_up",
        Text(zh="提货放行", en="Release for pick-up"),
        (S.SUMMARY_FINISHED,),
        S.PICK_UP,
        SYSTEM_ONLY,
        fields=(
            AMOUNT,
            Field("guarantee", Text(zh="担保备案号", en="Guarantee"), required=False, max_length=40),
        ),
        guards=(InTime(),),
        effects=(SUMMARIES + "picked_up",),
        receipt="SpK",
        notices=told(
            "{reference}：可以提货，请按期完成完整申报",
            "{reference}: the goods may be taken; complete the declaration in time",
        ),
        tells=("amount", "guarantee"),
        stages=SUMMARY,
    ),
    Transition(
        "complete",
        Text(zh="完整申报", en="Complete the declaration"),
        (S.SUMMARY_FINISHED, S.PICK_UP),
        S.LODGED,
        TRADER,
        effects=(SUMMARIES + "completed",),
        receipt="L",
        primary=True,
        stages=SUMMARY,
    ),
    Transition(
        "complete_again",
        Text(zh="重新完整申报", en="Complete the declaration again"),
        (S.RETURNED,),
        S.LODGED,
        TRADER,
        effects=(SUMMARIES + "completed",),
        receipt="L",
        primary=True,
        stages=COMPLETED,
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
        (S.DUTY_DUE, S.GUARANTEED),
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
    Transition(
        "release_on_guarantee",
        Text(zh="担保放行", en="Release on a guarantee"),
        (S.DUTY_DUE,),
        S.GUARANTEED,
        TRADER,
        effects=(EFFECTS + "guaranteed",),
        receipt="K",
        optional=True,
    ),
    Transition("close", Text(zh="结关", en="Close"), (S.RELEASED,), S.CLOSED, SYSTEM_ONLY, receipt="R"),
)
CHANGED = (EFFECTS + "amended",)
CHANGES = (
    Transition(
        "amend",
        Text(zh="修改后重审", en="Amend and assess again"),
        (S.REVIEW, S.DOCUMENTS_REQUESTED, S.DUTY_DUE, S.SUMMARY_FINISHED),
        S.REVIEW,
        SYSTEM_ONLY,
        effects=CHANGED,
        receipt="M",
        tells=("request", "changes"),
    ),
    *(
        Transition(
            f"amend_{state}",
            Text(zh="修改", en="Amend"),
            (state,),
            state,
            SYSTEM_ONLY,
            effects=CHANGED,
            tells=("request", "changes"),
            stages=stages,
        )
        for state, stages in (
            (S.SUMMARY_STORED, SUMMARY),
            (S.PICK_UP, SUMMARY),
            (S.RELEASED, ()),
            (S.CLOSED, ()),
        )
    ),
    Transition(
        "cancel",
        Text(zh="撤销", en="Cancel"),
        (S.SUMMARY_STORED, S.REVIEW, S.DOCUMENTS_REQUESTED, S.RETURNED, S.SUMMARY_FINISHED, S.DUTY_DUE),
        S.CANCELLED,
        SYSTEM_ONLY,
        fields=(REASON,),
        guards=(GoodsNotTaken(),),
        effects=(EFFECTS + "ended",),
        receipt="D",
        notices=told("{reference}：报关单已撤销", "{reference}: the declaration is cancelled"),
        tells=("reason",),
    ),
)
"""What an approved request does (operations/amendments). Goods under control are in none of these states: GACC Order
220 of 2014 lets nobody amend or cancel before the control is over."""
