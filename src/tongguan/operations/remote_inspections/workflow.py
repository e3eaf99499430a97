"""The life of a remote inspection: requested, scheduled, in session, passed or failed, certified."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.remote_inspections.enums import State as S
from tongguan.operations.remote_inspections.module import CERTIFY, INSPECT, REQUEST, VIEW
from tongguan.operations.remote_inspections.rules import (
    ChallengesPassed,
    RecordingNew,
    RecordingWhole,
    RequirementsMet,
    RequirementsStand,
    ScheduledAhead,
    SiteProven,
)
from tongguan.platform.cases.interface import (
    NEW,
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

EFFECTS = "tongguan.operations.remote_inspections.actions.effects:"
EXPORTER = Who(REQUEST, Relation.APPLICANT)
OFFICER, INSPECTOR = Who(INSPECT, Relation.OFFICE), Who(INSPECT, Relation.OWNER)
CERTIFIER = Who(CERTIFY, Relation.OFFICE, other_than=("schedule", "start", "pass"))
REASON = Field("reason", Text(zh="理由", en="Reason"), Kind.LONG_TEXT, max_length=500)
AT = Field(
    "at",
    Text(zh="查验时间", en="Time of the inspection"),
    max_length=20,
    help=Text(zh="例如 2026-03-01 14:30", en="Such as 2026-03-01 14:30"),
)
SEGMENTS = Field("segments", Text(zh="录像段", en="Segments"), Kind.LONG_TEXT, max_length=120_000)


def told(zh: str, en: str) -> tuple[Notice, ...]:
    """A notice to the exporter."""
    return (Notice("applicant", Text(zh=zh, en=en)),)


STATES = (
    State(S.REQUESTED, Text(zh="已申请", en="Requested")),
    State(S.SCHEDULED, Text(zh="已预约", en="Scheduled")),
    State(S.SESSION, Text(zh="视频查验中", en="In session"), tone="warn"),
    State(S.PASSED, Text(zh="查验合格，待出证", en="Passed, to be certified")),
    State(S.CERTIFIED, Text(zh="已出证", en="Certified"), Group.CLOSED, "good"),
    State(S.FAILED, Text(zh="不合格", en="Failed"), Group.CLOSED, "bad"),
    State(S.REFUSED, Text(zh="不予受理", en="Refused"), Group.CLOSED, "bad"),
    State(S.WITHDRAWN, Text(zh="已撤回", en="Withdrawn"), Group.CLOSED, "idle"),
    State(S.REVOKED, Text(zh="证书已撤销", en="Certificate revoked"), Group.CLOSED, "bad"),
)
BEFORE = (
    Transition(
        "request",
        Text(zh="申请远程查验", en="Ask for a remote inspection"),
        (NEW,),
        S.REQUESTED,
        EXPORTER,
        fields=(Field("documents", Text(zh="随附单证", en="Documents"), Kind.EVIDENCE, required=False),),
    ),
    Transition(
        "schedule",
        Text(zh="预约时间", en="Schedule"),
        (S.REQUESTED, S.SCHEDULED),
        S.SCHEDULED,
        OFFICER,
        fields=(AT,),
        guards=(ScheduledAhead(),),
        effects=(EFFECTS + "scheduled",),
        tells=("at",),
        primary=True,
        notices=told("{reference}：远程查验已预约", "{reference}: the remote inspection is scheduled"),
    ),
    Transition(
        "refuse",
        Text(zh="不予受理", en="Refuse"),
        (S.REQUESTED,),
        S.REFUSED,
        OFFICER,
        fields=(REASON,),
        tells=("reason",),
        danger=True,
        notices=told("{reference}：远程查验不予受理", "{reference}: the remote inspection is refused"),
    ),
    Transition(
        "withdraw",
        Text(zh="撤回", en="Withdraw"),
        (S.REQUESTED, S.SCHEDULED),
        S.WITHDRAWN,
        EXPORTER,
        optional=True,
        danger=True,
    ),
)
SESSION = (
    Transition(
        "start",
        Text(zh="开始视频查验", en="Start the session"),
        (S.SCHEDULED,),
        S.SESSION,
        INSPECTOR,
        effects=(EFFECTS + "started",),
        primary=True,
        notices=told(
            "{reference}：视频查验开始，请打开现场页面",
            "{reference}: the session starts; open the site's page",
        ),
    ),
    Transition(
        "begin_again",
        Text(zh="重新查验", en="Begin again"),
        (S.SESSION, S.PASSED),
        S.SCHEDULED,
        INSPECTOR,
        fields=(REASON,),
        tells=("reason",),
        optional=True,
    ),
    Transition(
        "pass",
        Text(zh="查验合格", en="Passed"),
        (S.SESSION,),
        S.PASSED,
        INSPECTOR,
        fields=(
            Field("requirements", Text(zh="已确认的要求", en="Requirements confirmed"), required=False),
            SEGMENTS,
            Field("remark", Text(zh="查验情况", en="Remark"), Kind.LONG_TEXT, required=False),
        ),
        guards=(ChallengesPassed(), SiteProven(), RecordingWhole(), RecordingNew(), RequirementsMet()),
        effects=(EFFECTS + "passed",),
        primary=True,
    ),
    Transition(
        "fail",
        Text(zh="查验不合格", en="Failed"),
        (S.SESSION, S.PASSED),
        S.FAILED,
        INSPECTOR,
        fields=(REASON,),
        effects=(EFFECTS + "failed",),
        tells=("reason",),
        danger=True,
        notices=told("{reference}：远程查验不合格", "{reference}: the remote inspection failed"),
    ),
)
CERTIFICATE = (
    Transition(
        "certify",
        Text(zh="签发检疫证书", en="Issue the certificate"),
        (S.PASSED,),
        S.CERTIFIED,
        CERTIFIER,
        guards=(RequirementsStand(),),
        effects=(EFFECTS + "certified",),
        tells=("certificate", "sha256"),
        primary=True,
        notices=told("{reference}：检疫证书已签发", "{reference}: the certificate is issued"),
    ),
    Transition(
        "revoke",
        Text(zh="撤销证书", en="Revoke the certificate"),
        (S.CERTIFIED,),
        S.REVOKED,
        Who(CERTIFY, Relation.OFFICE),
        fields=(REASON,),
        effects=(EFFECTS + "revoked",),
        tells=("reason", "certificate"),
        danger=True,
        optional=True,
        notices=told("{reference}：检疫证书已撤销", "{reference}: the certificate is revoked"),
    ),
)

REMOTE_INSPECTION = register(
    Workflow(
        code="remote_inspection",
        title=Text(zh="远程查验", en="Remote inspection"),
        model="remote_inspections.RemoteInspection",
        view=VIEW,
        claimable=False,
        icon="camera",
        states=STATES,
        transitions=BEFORE + SESSION + CERTIFICATE,
        clocks=(
            Clock(
                "service",
                Text(zh="办理时限", en="Service time"),
                (S.REQUESTED, S.SCHEDULED, S.SESSION, S.PASSED),
                (),
                "remote_inspection.time_limit",
            ),
        ),
    )
)
