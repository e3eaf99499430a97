"""The firm's choice before an inspection, and the signature under its record."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.attendance.enums import SignatureState
from tongguan.operations.attendance.enums import State as S
from tongguan.operations.attendance.module import CHOOSE, SIGN, VIEW
from tongguan.operations.attendance.rules import (
    NotOpenedYet,
    OperatorKnown,
    RecordUnchanged,
    SpecialGoodsStated,
)
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

EFFECTS = "tongguan.operations.attendance.actions.effects:"
FIRM, PARTY = Who(CHOOSE, Relation.APPLICANT), Who(SIGN, Relation.APPLICANT)

OPERATOR = Field(
    "operator",
    Text(
        zh="存放货物的场所经营人或承运人（统一社会信用代码或海关编码）",
        en="Site operator or carrier that keeps the goods (code)",
    ),
    max_length=20,
    help=Text(zh="该方到场协助并在查验记录上签字", en="It attends and signs the inspection record"),
)
SCANS = Field(
    "scans",
    Text(zh="盖章扫描件", en="Stamped scans"),
    Kind.EVIDENCE,
    min_count=1,
    help=Text(zh="委托书或情况说明，加盖公章", en="The entrustment or statement with the firm's seal"),
)
NATURE = Field(
    "nature",
    Text(zh="特殊属性", en="Nature of the goods"),
    Kind.CHOICES,
    choices=(
        ("fragile", Text(zh="易碎", en="Fragile")),
        ("dangerous", Text(zh="危险", en="Dangerous")),
        ("perishable", Text(zh="易腐、鲜活", en="Perishable or live")),
        ("precision", Text(zh="精密", en="Precision instruments")),
        ("none", Text(zh="经确认无特殊属性", en="None, as checked by the firm")),
    ),
)
HANDLING = Field("handling", Text(zh="操作要求", en="How to handle them"), Kind.LONG_TEXT, max_length=1000)


def choosing(code: str, zh: str, en: str, *, away: bool) -> Transition:
    """A choice; who stays away names the party that signs, and states special goods before."""
    guards = (NotOpenedYet(), SpecialGoodsStated(), OperatorKnown()) if away else (NotOpenedYet(),)
    return Transition(
        code,
        Text(zh=zh, en=en),
        (S.NOTIFIED,),
        S.CHOSEN,
        FIRM,
        fields=(OPERATOR, SCANS) if away else (),
        guards=guards,
        effects=(EFFECTS + code,),
        primary=code == "entrust",
    )


ATTENDANCE = register(
    Workflow(
        code="attendance",
        title=Text(zh="查验到场选择", en="Attendance at an inspection"),
        model="attendance.Attendance",
        view=VIEW,
        claimable=False,
        icon="users",
        states=(
            State(S.NOTIFIED, Text(zh="待企业选择", en="To be answered"), tone="warn"),
            State(S.CHOSEN, Text(zh="已选择", en="Chosen"), Group.WAITING),
            State(S.INSPECTING, Text(zh="查验中", en="Being inspected"), Group.WAITING),
            State(S.SIGNING, Text(zh="待签字", en="To be signed"), Group.WAITING),
            State(S.CONCLUDED, Text(zh="已办结", en="Concluded"), Group.CLOSED, "good"),
        ),
        transitions=(
            Transition(
                "notify",
                Text(zh="查验通知", en="Notice of inspection"),
                (NEW,),
                S.NOTIFIED,
                SYSTEM_ONLY,
                notices=(
                    Notice(
                        "applicant",
                        Text(
                            zh="{reference}：货物将被查验，请选择到场、委托到场或不到场",
                            en="{reference}: goods will be inspected; attend, entrust somebody, or stay away",
                        ),
                    ),
                ),
            ),
            Transition(
                "state_special_goods",
                Text(zh="声明特殊属性", en="State special goods"),
                (S.NOTIFIED,),
                S.NOTIFIED,
                FIRM,
                fields=(NATURE, HANDLING, SCANS),
                guards=(NotOpenedYet(),),
                effects=(EFFECTS + "stated",),
                optional=True,
            ),
            choosing("entrust", "委托经营人或承运人到场", "Entrust the operator or carrier", away=True),
            choosing("stay_away", "不到场，由海关查验", "Stay away; customs inspects", away=True),
            choosing("attend", "自行到场", "Attend ourselves", away=False),
            Transition(
                "begin",
                Text(zh="开始查验", en="Inspection started"),
                (S.NOTIFIED, S.CHOSEN),
                S.INSPECTING,
                SYSTEM_ONLY,
            ),
            Transition(
                "ask_signature",
                Text(zh="提请签字", en="Signature asked for"),
                (S.INSPECTING,),
                S.SIGNING,
                SYSTEM_ONLY,
                effects=(EFFECTS + "record_came",),
            ),
            Transition(
                "conclude",
                Text(zh="办结", en="Concluded"),
                (S.INSPECTING, S.SIGNING),
                S.CONCLUDED,
                SYSTEM_ONLY,
                notices=(
                    Notice(
                        "applicant",
                        Text(
                            zh="{reference}：查验记录与证据包可下载",
                            en="{reference}: record and evidence are ready",
                        ),
                    ),
                ),
            ),
        ),
        clocks=(
            Clock(
                "answer",
                Text(zh="答复时限", en="Time to answer"),
                (S.NOTIFIED,),
                (),
                "attendance.response_time_limit",
                "minute",
            ),
        ),
    )
)

RECORD_SIGNATURE = register(
    Workflow(
        code="record_signature",
        title=Text(zh="查验记录签字", en="Signature of an inspection record"),
        model="attendance.RecordSignature",
        view=SIGN,
        claimable=False,
        icon="edit",
        states=(
            State(SignatureState.TO_SIGN, Text(zh="待签字", en="To be signed"), tone="warn"),
            State(SignatureState.SIGNED, Text(zh="已签字", en="Signed"), Group.CLOSED, "good"),
        ),
        transitions=(
            Transition(
                "ask",
                Text(zh="提请签字", en="Signature asked for"),
                (NEW,),
                SignatureState.TO_SIGN,
                SYSTEM_ONLY,
                notices=(
                    Notice(
                        "applicant",
                        Text(zh="{reference}：请签署查验记录", en="{reference}: sign the inspection record"),
                    ),
                ),
            ),
            Transition(
                "sign",
                Text(zh="签署查验记录", en="Sign the record"),
                (SignatureState.TO_SIGN,),
                SignatureState.SIGNED,
                PARTY,
                fields=(
                    Field(
                        "signatory", Text(zh="签字人姓名", en="Name of the person who signs"), max_length=60
                    ),
                    Field(
                        "opinion",
                        Text(zh="意见", en="Remarks"),
                        Kind.LONG_TEXT,
                        required=False,
                        max_length=1000,
                    ),
                ),
                guards=(RecordUnchanged(),),
                effects=(EFFECTS + "signed",),
                primary=True,
            ),
        ),
    )
)
