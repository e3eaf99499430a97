"""The life of an endoscope session, and of the sample it may ask for."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.endoscopy.enums import SampleState
from tongguan.operations.endoscopy.enums import State as S
from tongguan.operations.endoscopy.module import RECORD, VIEW
from tongguan.operations.endoscopy.rules import (
    DeclarationLinked,
    HoleWideEnough,
    OnTheSpot,
    StillsBound,
    WithoutGap,
)
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

EFFECTS = "tongguan.operations.endoscopy.actions.effects:"
INSPECTOR = Who(RECORD, Relation.OWNER)
AT = Field("at", Text(zh="时间", en="Time"), required=False, max_length=40)
REASON = Field("reason", Text(zh="理由", en="Reason"), Kind.LONG_TEXT, max_length=500)
REMARK = Field("remark", Text(zh="说明", en="Remark"), Kind.LONG_TEXT, required=False)
DIAMETER = Field(
    "entry_diameter_cm", Text(zh="插入孔直径（厘米）", en="Diameter of the hole (cm)"), Kind.DECIMAL
)
POSITION = Field(
    "entry_position", Text(zh="插入孔位置", en="Where the hole is"), required=False, max_length=200
)


def judging(code: str, zh: str, en: str, target: S, *effects: str) -> Transition:
    """A judgement; each is one tap."""
    return Transition(
        code,
        Text(zh=zh, en=en),
        (S.RECORDED,),
        target,
        INSPECTOR,
        fields=(REMARK,),
        effects=(EFFECTS + "judged", *(EFFECTS + each for each in effects)),
    )


ENDOSCOPY = register(
    Workflow(
        code="endoscopy",
        title=Text(zh="内窥镜查验", en="Endoscope session"),
        model="endoscopy.EndoscopeSession",
        view=VIEW,
        claimable=False,
        icon="eye",
        states=(
            State(S.OPENED, Text(zh="查看中", en="Looking")),
            State(S.RECORDED, Text(zh="已录像待判定", en="Recorded, to be judged")),
            State(S.CLEAR, Text(zh="未见异常，免取样", en="Clear, no sample needed"), Group.CLOSED, "good"),
            State(S.SAMPLE, Text(zh="须取样", en="Sample needed"), Group.CLOSED, "warn"),
            State(S.OPEN, Text(zh="须开箱", en="Open the container"), Group.CLOSED, "bad"),
            State(S.BROKEN_OFF, Text(zh="已中止", en="Broken off"), Group.CLOSED, "idle"),
        ),
        transitions=(
            Transition(
                "open",
                Text(zh="插入内窥镜", en="Put the endoscope in"),
                (NEW,),
                S.OPENED,
                INSPECTOR,
                fields=(DIAMETER, POSITION, AT),
                guards=(HoleWideEnough(), DeclarationLinked(), OnTheSpot()),
            ),
            Transition(
                "record",
                Text(zh="保存录像与照片", en="Keep recording and stills"),
                (S.OPENED,),
                S.RECORDED,
                INSPECTOR,
                fields=(
                    Field("segments", Text(zh="录像段", en="Segments"), Kind.LONG_TEXT, max_length=120_000),
                    Field("stills", Text(zh="照片", en="Stills"), Kind.LONG_TEXT, max_length=30_000),
                ),
                guards=(WithoutGap(), StillsBound()),
                effects=(EFFECTS + "recorded",),
                primary=True,
            ),
            judging("judge_clear", "判定：未见异常", "Judge: clear", S.CLEAR),
            judging("judge_sample", "判定：取样送检", "Judge: take a sample", S.SAMPLE, "sample_requested"),
            Transition(
                "break_off",
                Text(zh="中止查看", en="Break off"),
                (S.OPENED, S.RECORDED),
                S.BROKEN_OFF,
                INSPECTOR,
                fields=(REASON,),
                optional=True,
                danger=True,
            ),
            judging("judge_open", "判定：开箱查验", "Judge: open the container", S.OPEN),
        ),
    )
)

SAMPLE_REQUEST = register(
    Workflow(
        code="sample_request",
        title=Text(zh="取样申请", en="Sample request"),
        model="endoscopy.SampleRequest",
        view=VIEW,
        claimable=False,
        states=(
            State(SampleState.REQUESTED, Text(zh="待取样", en="Requested"), Group.WAITING),
            State(
                SampleState.TAKEN_OVER,
                Text(zh="实验室已接收", en="With the laboratory"),
                Group.CLOSED,
                "good",
            ),
            State(SampleState.WITHDRAWN, Text(zh="已撤回", en="Withdrawn"), Group.CLOSED, "idle"),
        ),
        transitions=(
            Transition(
                "request",
                Text(zh="申请取样", en="Ask for a sample"),
                (NEW,),
                SampleState.REQUESTED,
                INSPECTOR,
            ),
            Transition(
                "take_over",
                Text(zh="实验室接收", en="Taken over by the laboratory"),
                (SampleState.REQUESTED,),
                SampleState.TAKEN_OVER,
                SYSTEM_ONLY,
                fields=(Field("order", Text(zh="实验室委托单号", en="Laboratory order"), max_length=40),),
                effects=(EFFECTS + "taken_over",),
            ),
            Transition(
                "withdraw",
                Text(zh="撤回", en="Withdraw"),
                (SampleState.REQUESTED,),
                SampleState.WITHDRAWN,
                INSPECTOR,
                fields=(REASON,),
                optional=True,
                danger=True,
            ),
        ),
    )
)
