"""The life of an inspection: drawn, accepted, on the spot, reported, and sometimes done again by others."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.inspections.contracts import RESULTS
from tongguan.operations.inspections.enums import State as S
from tongguan.operations.inspections.module import APPROVE, INSPECT, VIEW
from tongguan.operations.inspections.rules import (
    EvidenceComplete,
    InspectorDrawn,
    NotConflicted,
    NotExaminedBefore,
    RightContainer,
    TimesInOrder,
)
from tongguan.platform.cases.interface import (
    NEW,
    SYSTEM_ONLY,
    Clock,
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

EFFECTS = "tongguan.operations.inspections.actions.effects:"
INSPECTOR = Who(INSPECT, Relation.OWNER)
ANOTHER = Who(APPROVE, Relation.OFFICE, other_than=("ask_reassign",))

AT = Field("at", Text(zh="时间", en="Time"), required=False, max_length=40)
REASON = Field("reason", Text(zh="理由", en="Reason"), Kind.LONG_TEXT, max_length=500)
CONTAINER = Field("container", Text(zh="箱号", en="Container number"), required=False, max_length=20)
LATITUDE = Field("latitude", Text(zh="纬度", en="Latitude"), Kind.DECIMAL, required=False)
LONGITUDE = Field("longitude", Text(zh="经度", en="Longitude"), Kind.DECIMAL, required=False)
SEALS = Field("seals", Text(zh="原封志号", en="Seals found"), required=False, max_length=200)
SEAL_STATE = Field(
    "seal_state",
    Text(zh="封志状态", en="State of the seal"),
    Kind.CHOICE,
    choices=(
        ("intact", Text(zh="完好", en="Intact")),
        ("broken", Text(zh="破损", en="Broken")),
        ("differs", Text(zh="与申报不符", en="Other than declared")),
        ("none", Text(zh="无封志", en="No seal")),
    ),
)
DIRECT = Field(
    "direct_opening",
    Text(zh="径行开验的理由", en="Why customs opens without waiting"),
    required=False,
    max_length=500,
    help=Text(
        zh="企业尚未答复且时限未到而须立即开验时填写（海关法第二十八条）",
        en="Where the firm has not answered and its time is not over (Customs Law art. 28)",
    ),
)
CHECKS = Field(
    "checks",
    Text(zh="核查项目", en="Checked"),
    Kind.CHOICES,
    choices=(
        ("name", Text(zh="品名规格", en="Name and specification")),
        ("quantity", Text(zh="数量", en="Quantity")),
        ("mass", Text(zh="重量", en="Mass")),
        ("origin", Text(zh="原产地标记", en="Origin marks")),
        ("packing", Text(zh="包装与唛头", en="Packing and marks")),
        ("concealment", Text(zh="夹藏夹带", en="Concealment")),
    ),
)
REPORT = (
    Field("result", Text(zh="查验结果", en="Result"), Kind.CHOICE, codes=RESULTS),
    CHECKS,
    Field("photos", Text(zh="照片", en="Photographs"), Kind.LONG_TEXT, max_length=60_000),
    Field("findings", Text(zh="查获明细", en="Findings"), Kind.LONG_TEXT, required=False, max_length=120_000),
    Field("new_seals", Text(zh="新施封志号", en="New seals"), required=False, max_length=200),
    Field(
        "recovered_value", Text(zh="追补税款（元）", en="Recovered value (CNY)"), Kind.DECIMAL, required=False
    ),
    Field("remark", Text(zh="查验情况", en="Remark"), Kind.LONG_TEXT, required=False),
    AT,
)

INSPECTION = register(
    Workflow(
        code="inspection",
        title=Text(zh="人工查验", en="Inspection"),
        model="inspections.Inspection",
        view=VIEW,
        claimable=False,
        icon="container",
        states=(
            State(S.UNASSIGNED, Text(zh="待派员", en="Waiting for an inspector"), tone="idle"),
            State(S.ORDERED, Text(zh="待接单", en="Ordered")),
            State(S.REASSIGNING, Text(zh="申请改派", en="Reassignment asked for"), tone="warn"),
            State(S.ACCEPTED, Text(zh="已接单", en="Accepted")),
            State(S.ARRIVED, Text(zh="已到场", en="Arrived")),
            State(S.RECORDING, Text(zh="查验中", en="Recording")),
            State(S.SUBMITTED, Text(zh="已提交", en="Submitted"), Group.WAITING),
            State(S.RE_INSPECTION, Text(zh="随机复查中", en="Being inspected again"), Group.WAITING, "warn"),
            State(S.FINISHED, Text(zh="查验完毕", en="Finished"), Group.CLOSED, "good"),
        ),
        transitions=(
            Transition("order", Text(zh="下达查验", en="Ordered"), (NEW,), S.UNASSIGNED, SYSTEM_ONLY),
            Transition(
                "assign",
                Text(zh="随机派员", en="Inspector assigned"),
                (S.UNASSIGNED,),
                S.ORDERED,
                SYSTEM_ONLY,
                guards=(InspectorDrawn(), NotExaminedBefore()),
                effects=(EFFECTS + "hand_over",),
            ),
            Transition(
                "accept",
                Text(zh="接单", en="Accept"),
                (S.ORDERED,),
                S.ACCEPTED,
                INSPECTOR,
                fields=(AT,),
                guards=(NotConflicted(), NotExaminedBefore()),
                primary=True,
            ),
            Transition(
                "ask_reassign",
                Text(zh="申请改派", en="Ask for reassignment"),
                (S.ORDERED, S.ACCEPTED),
                S.REASSIGNING,
                INSPECTOR,
                fields=(REASON,),
                optional=True,
            ),
            Transition(
                "approve_reassign",
                Text(zh="同意改派", en="Approve reassignment"),
                (S.REASSIGNING,),
                S.UNASSIGNED,
                ANOTHER,
                fields=(REASON,),
                effects=(EFFECTS + "draw_another",),
                primary=True,
            ),
            Transition(
                "refuse_reassign",
                Text(zh="不同意改派", en="Refuse reassignment"),
                (S.REASSIGNING,),
                S.ORDERED,
                ANOTHER,
                fields=(REASON,),
                danger=True,
            ),
            Transition(
                "arrive",
                Text(zh="到场核对箱号", en="Arrive at the container"),
                (S.ACCEPTED,),
                S.ARRIVED,
                INSPECTOR,
                fields=(CONTAINER, LATITUDE, LONGITUDE, AT),
                guards=(RightContainer(), TimesInOrder()),
                effects=(EFFECTS + "arrived",),
                primary=True,
            ),
            Transition(
                "start",
                Text(zh="开箱", en="Open"),
                (S.ARRIVED,),
                S.RECORDING,
                INSPECTOR,
                fields=(SEAL_STATE, SEALS, DIRECT, AT),
                guards=(TimesInOrder(),),
                effects=(EFFECTS + "started",),
                primary=True,
            ),
            Transition(
                "submit",
                Text(zh="提交查验记录", en="Submit the report"),
                (S.RECORDING,),
                S.SUBMITTED,
                INSPECTOR,
                fields=REPORT,
                guards=(NotConflicted(), TimesInOrder(), EvidenceComplete()),
                effects=(EFFECTS + "submitted",),
                primary=True,
            ),
            Transition(
                "inspect_again",
                Text(zh="随机复查", en="Re-inspection drawn"),
                (S.SUBMITTED,),
                S.RE_INSPECTION,
                SYSTEM_ONLY,
            ),
            Transition(
                "finish",
                Text(zh="查验完毕", en="Finished"),
                (S.SUBMITTED, S.RE_INSPECTION),
                S.FINISHED,
                SYSTEM_ONLY,
            ),
            Transition(
                "amend",
                Text(zh="更正查验记录", en="Amend the report"),
                (S.FINISHED,),
                S.FINISHED,
                INSPECTOR,
                fields=(*REPORT, REASON),
                guards=(TimesInOrder(), EvidenceComplete()),
                effects=(EFFECTS + "amended",),
                optional=True,
            ),
        ),
        clocks=(
            Clock(
                "inspection",
                Text(zh="查验时限", en="Time to inspect"),
                (S.UNASSIGNED, S.ORDERED, S.REASSIGNING, S.ACCEPTED, S.ARRIVED, S.RECORDING),
                (),
                "inspection.time_limit",
                "hours",
            ),
        ),
    )
)
