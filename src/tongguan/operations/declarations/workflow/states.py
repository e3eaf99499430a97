"""Where a declaration may stand, and the clocks that run there."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.declarations.enums import State as S
from tongguan.platform.cases.interface import (
    Clock,
    Group,
    State,
)

STATES = (
    State(S.DRAFT, Text(zh="草稿", en="Draft"), tone="idle"),
    State(S.SUMMARY_STORED, Text(zh="概要申报待到港", en="Summary stored, goods expected"), tone="info"),
    State(S.LODGED, Text(zh="已申报", en="Lodged"), tone="info"),
    State(S.REVIEW, Text(zh="人工审核", en="Under review"), tone="info"),
    State(S.DOCUMENTS_REQUESTED, Text(zh="待补充单证", en="Documents requested"), Group.WAITING, "warn"),
    State(S.RETURNED, Text(zh="退单", en="Returned"), Group.WAITING, "warn"),
    State(S.INSPECTION, Text(zh="查验", en="Inspection"), tone="warn"),
    State(S.INSPECTED, Text(zh="查验完毕", en="Inspected"), tone="info"),
    State(S.SUSPENDED, Text(zh="挂起", en="Suspended"), tone="bad"),
    State(S.SUMMARY_FINISHED, Text(zh="概要审结", en="Summary finished"), Group.WAITING, "warn"),
    State(S.PICK_UP, Text(zh="提货放行", en="Released for pick-up"), Group.WAITING, "good"),
    State(S.ASSESSED, Text(zh="审结", en="Assessed"), tone="good"),
    State(S.DUTY_DUE, Text(zh="待缴税", en="Duty due"), Group.WAITING, "warn"),
    State(S.GUARANTEED, Text(zh="担保放行", en="Released on guarantee"), Group.WAITING, "good"),
    State(S.RELEASED, Text(zh="放行", en="Released"), tone="good"),
    State(S.CLOSED, Text(zh="结关", en="Closed"), Group.CLOSED, "good"),
    State(S.WITHDRAWN, Text(zh="已撤回", en="Withdrawn"), Group.CLOSED, "idle"),
    State(S.CANCELLED, Text(zh="已撤销", en="Cancelled"), Group.CLOSED, "idle"),
    State(S.DELETED, Text(zh="删单", en="Deleted"), Group.CLOSED, "bad"),
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
        runs=(S.DUTY_DUE, S.GUARANTEED),
        stops=(),
        limit="duty.payment_time_limit",
    ),
    Clock(
        "completion",
        Text(zh="完整申报期限", en="Time to complete the declaration"),
        runs=(S.SUMMARY_FINISHED, S.PICK_UP),
        stops=(),
        limit="two_step.completion_time_limit",
        ends_at="complete_by",
    ),
)
