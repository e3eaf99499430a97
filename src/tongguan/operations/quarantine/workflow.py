"""The lives of an order, a sample and a run."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.quarantine.enums import OrderState as O
from tongguan.operations.quarantine.enums import RunState as R
from tongguan.operations.quarantine.enums import SampleState as S
from tongguan.operations.quarantine.enums import Specimen
from tongguan.operations.quarantine.module import ANALYSE, CARRY, ORDER, SIGN, VIEW
from tongguan.operations.quarantine.rules.guards import (
    FromTheInstrument,
    InARun,
    NothingHeld,
    OnAPlate,
    StillValid,
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

EFFECTS = "tongguan.operations.quarantine.actions.effects:"
SAMPLER, CARRIER = Who(ORDER, Relation.OFFICE), Who(CARRY, Relation.OFFICE)
ANALYST = Who(ANALYSE, Relation.OFFICE)
REASON = Field("reason", Text(zh="理由", en="Reason"), Kind.LONG_TEXT, max_length=500)
PLACE = Field("place", Text(zh="地点", en="Place"), max_length=120)
RECEIVER = Field("receiver", Text(zh="接收人", en="Taken over by"), max_length=100)
DEGREES = Field("temperature_c", Text(zh="温度（℃）", en="Temperature (°C)"), Kind.DECIMAL, required=False)
BOX = Field("box", Text(zh="转运箱", en="Box"), required=False, max_length=40)
SPECIMENS = tuple(
    (code, Text(zh=zh, en=en))
    for code, zh, en in (
        (Specimen.THROAT, "咽拭子", "Throat swab"),
        (Specimen.NOSE, "鼻拭子", "Nasal swab"),
        (Specimen.SURFACE, "物体表面拭子", "Surface swab"),
        (Specimen.OTHER, "其他", "Other specimen"),
    )
)

SAMPLING_ORDER = register(
    Workflow(
        code="sampling_order",
        title=Text(zh="采样单", en="Sampling order"),
        model="quarantine.SamplingOrder",
        view=VIEW,
        claimable=False,
        icon="document",
        states=(
            State(O.ORDERED, Text(zh="待采样", en="To be collected")),
            State(O.COLLECTED, Text(zh="已采样送检", en="With the laboratory"), Group.WAITING),
            State(O.DONE, Text(zh="已办结", en="Done"), Group.CLOSED, "good"),
            State(O.WITHDRAWN, Text(zh="已撤回", en="Withdrawn"), Group.CLOSED, "idle"),
        ),
        transitions=(
            Transition("order", Text(zh="下达采样", en="Order a sample"), (NEW,), O.ORDERED, SAMPLER),
            Transition(
                "collect",
                Text(zh="采样", en="Collect"),
                (O.ORDERED,),
                O.COLLECTED,
                SAMPLER,
                fields=(
                    Field("specimen", Text(zh="样本类型", en="Specimen"), Kind.CHOICE, choices=SPECIMENS),
                    Field("tubes", Text(zh="采样管数", en="Number of tubes"), Kind.INTEGER),
                    PLACE,
                ),
                effects=(EFFECTS + "collected",),
                primary=True,
            ),
            Transition(
                "complete",
                Text(zh="办结", en="Complete"),
                (O.COLLECTED,),
                O.DONE,
                SYSTEM_ONLY,
            ),
            Transition(
                "withdraw",
                Text(zh="撤回", en="Withdraw"),
                (O.ORDERED,),
                O.WITHDRAWN,
                SAMPLER,
                fields=(REASON,),
                optional=True,
                danger=True,
            ),
        ),
        clocks=(
            Clock(
                "collection",
                Text(zh="采样时限", en="Time to collect"),
                (O.ORDERED,),
                (),
                "quarantine.collection_limit",
            ),
        ),
    )
)

SAMPLE = register(
    Workflow(
        code="lab_sample",
        title=Text(zh="样本", en="Sample"),
        model="quarantine.Sample",
        view=VIEW,
        claimable=False,
        icon="eye",
        states=(
            State(S.COLLECTED, Text(zh="已采集", en="Collected")),
            State(S.IN_TRANSIT, Text(zh="流转中", en="In transit")),
            State(S.RECEIVED, Text(zh="已接收", en="Received")),
            State(S.EXTRACTED, Text(zh="提取中", en="Extracted"), Group.WAITING),
            State(S.AMPLIFIED, Text(zh="已扩增", en="Amplified"), Group.WAITING),
            State(S.REVIEWED, Text(zh="已复核", en="Reviewed")),
            State(S.RETEST, Text(zh="待复检", en="To be tested again"), Group.OPEN, "warn"),
            State(S.REPORTED, Text(zh="已报告", en="Reported"), Group.CLOSED, "good"),
            State(S.NOTIFIED, Text(zh="已通报", en="Notified"), Group.CLOSED, "good"),
            State(S.RECOLLECT, Text(zh="须重新采样", en="To be collected again"), Group.CLOSED, "warn"),
            State(S.REJECTED, Text(zh="已拒收", en="Rejected"), Group.CLOSED, "bad"),
            State(S.DESTROYED, Text(zh="已销毁", en="Destroyed"), Group.CLOSED, "idle"),
        ),
        transitions=(
            Transition(
                "collect", Text(zh="采集", en="Collect"), (NEW,), S.COLLECTED, SAMPLER, fields=(PLACE,)
            ),
            Transition(
                "hand_over",
                Text(zh="交接", en="Hand over"),
                (S.COLLECTED, S.IN_TRANSIT),
                S.IN_TRANSIT,
                CARRIER,
                fields=(RECEIVER, PLACE, DEGREES, BOX),
                effects=(EFFECTS + "handed_over",),
                primary=True,
            ),
            Transition(
                "receive",
                Text(zh="接收", en="Receive"),
                (S.IN_TRANSIT,),
                S.RECEIVED,
                ANALYST,
                fields=(PLACE, DEGREES),
                effects=(EFFECTS + "received",),
                primary=True,
            ),
            Transition(
                "extract",
                Text(zh="提取", en="Extract"),
                (S.RECEIVED, S.RETEST),
                S.EXTRACTED,
                ANALYST,
                fields=(Field("run", Text(zh="板号", en="Run"), max_length=40),),
                guards=(NothingHeld(), OnAPlate()),
            ),
            Transition(
                "amplify",
                Text(zh="扩增", en="Amplify"),
                (S.EXTRACTED,),
                S.AMPLIFIED,
                ANALYST,
                fields=(Field("run", Text(zh="板号", en="Run"), max_length=40),),
                guards=(InARun(),),
            ),
            Transition(
                "retest",
                Text(zh="复检", en="Test again"),
                (S.EXTRACTED, S.AMPLIFIED),
                S.RETEST,
                SYSTEM_ONLY,
                fields=(Field("run", Text(zh="板号", en="Run"), max_length=40),),
            ),
            Transition(
                "review",
                Text(zh="复核", en="Review"),
                (S.AMPLIFIED,),
                S.REVIEWED,
                SYSTEM_ONLY,
                fields=(Field("run", Text(zh="板号", en="Run"), max_length=40),),
            ),
            Transition(
                "recollect",
                Text(zh="重新采样", en="Collect again"),
                (S.AMPLIFIED,),
                S.RECOLLECT,
                SYSTEM_ONLY,
                effects=(EFFECTS + "recollected",),
            ),
            Transition(
                "report",
                Text(zh="签发报告", en="Sign the report"),
                (S.REVIEWED,),
                S.REPORTED,
                Who(SIGN, Relation.OFFICE, other_than=("extract", "amplify")),
                guards=(NothingHeld(), StillValid()),
                effects=(EFFECTS + "reported",),
                primary=True,
            ),
            Transition(
                "notify",
                Text(zh="卫生健康部门签收", en="Acknowledged by the health authority"),
                (S.REPORTED,),
                S.NOTIFIED,
                SYSTEM_ONLY,
            ),
            Transition(
                "reject",
                Text(zh="拒收", en="Reject"),
                (S.IN_TRANSIT, S.RECEIVED),
                S.REJECTED,
                ANALYST,
                fields=(REASON,),
                effects=(EFFECTS + "rejected",),
                optional=True,
                danger=True,
            ),
            Transition(
                "destroy",
                Text(zh="销毁", en="Destroy"),
                (S.REPORTED, S.NOTIFIED, S.RECOLLECT, S.REJECTED),
                S.DESTROYED,
                ANALYST,
                fields=(
                    Field("manner", Text(zh="方式", en="Manner"), max_length=120),
                    Field("witness", Text(zh="监督人", en="Witnessed by"), max_length=100),
                ),
                optional=True,
                danger=True,
            ),
        ),
        clocks=(
            Clock(
                "transport",
                Text(zh="流转时限", en="Time in transit"),
                (S.COLLECTED, S.IN_TRANSIT),
                (),
                "quarantine.transport_limit",
            ),
            Clock(
                "turnaround",
                Text(zh="检测时限", en="Turnaround"),
                (S.RECEIVED, S.EXTRACTED, S.AMPLIFIED, S.RETEST, S.REVIEWED),
                (),
                "quarantine.turnaround_limit",
            ),
        ),
    )
)

RUN = register(
    Workflow(
        code="lab_run",
        title=Text(zh="检测批", en="Run"),
        model="quarantine.Run",
        view=VIEW,
        claimable=False,
        icon="chart",
        states=(
            State(R.PLANNED, Text(zh="已排板", en="Planned")),
            State(R.MEASURED, Text(zh="待复核", en="Measured, to be reviewed")),
            State(R.APPROVED, Text(zh="已复核", en="Approved"), Group.CLOSED, "good"),
            State(R.VOID, Text(zh="整板无效", en="Void"), Group.CLOSED, "bad"),
            State(R.DISCARDED, Text(zh="已弃板", en="Discarded"), Group.CLOSED, "idle"),
        ),
        transitions=(
            Transition("plan", Text(zh="排板", en="Plan"), (NEW,), R.PLANNED, ANALYST),
            Transition(
                "load",
                Text(zh="导入运行文件", en="Load the run file"),
                (R.PLANNED,),
                R.MEASURED,
                ANALYST,
                guards=(FromTheInstrument(),),
                effects=(EFFECTS + "loaded",),
                primary=True,
            ),
            Transition(
                "approve",
                Text(zh="复核通过", en="Approve"),
                (R.MEASURED,),
                R.APPROVED,
                Who(SIGN, Relation.OFFICE, other_than=("plan", "load")),
                guards=(StillValid(),),
                effects=(EFFECTS + "approved",),
                primary=True,
            ),
            Transition(
                "void",
                Text(zh="判为无效", en="Declare void"),
                (R.MEASURED,),
                R.VOID,
                SYSTEM_ONLY,
                effects=(EFFECTS + "voided",),
            ),
            Transition(
                "refuse",
                Text(zh="复核不通过", en="Refuse"),
                (R.MEASURED,),
                R.VOID,
                Who(SIGN, Relation.OFFICE, other_than=("plan", "load")),
                fields=(REASON,),
                effects=(EFFECTS + "voided",),
                danger=True,
            ),
            Transition(
                "discard",
                Text(zh="弃板", en="Discard the plate"),
                (R.PLANNED,),
                R.DISCARDED,
                ANALYST,
                fields=(REASON,),
                effects=(EFFECTS + "voided",),
                optional=True,
                danger=True,
            ),
        ),
        clocks=(
            Clock(
                "review",
                Text(zh="复核时限", en="Time to review"),
                (R.MEASURED,),
                (),
                "quarantine.review_limit",
            ),
        ),
    )
)
