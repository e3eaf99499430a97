"""The life of an image task: scanned, read blind by a drawn analyst, and read again if suspicious or by chance."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.image_review.enums import State as S
from tongguan.operations.image_review.module import READ, VIEW
from tongguan.operations.image_review.rules import AnalystDrawn, AnotherAnalyst, FirstWasClear, HasImage
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

EFFECTS = "tongguan.operations.image_review.actions.effects:"
READER = Who(READ, Relation.OWNER)
SECOND_READER = Who(READ, Relation.OWNER, other_than=("clear", "suspect"))

REGIONS = Field(
    "regions", Text(zh="标注区域", en="Marked regions"), Kind.LONG_TEXT, required=False, max_length=20_000
)
REMARK = Field("remark", Text(zh="审图意见", en="Remark"), Kind.LONG_TEXT, required=False, max_length=1000)
SUSPICION = Field(
    "suspicion",
    Text(zh="可疑类型", en="Suspicion"),
    Kind.CHOICE,
    choices=(
        ("mismatch", Text(zh="图像与申报不符", en="Not what was declared")),
        ("concealment", Text(zh="疑似夹藏", en="Something may be hidden")),
        ("density", Text(zh="密度异常", en="Density out of place")),
        ("structure", Text(zh="箱体结构异常", en="Container structure altered")),
        ("unclear", Text(zh="图像无法判定", en="Cannot be judged")),
    ),
)
WHY_BACK = Field("reason", Text(zh="退回原因", en="Why"), max_length=300)

IMAGE_REVIEW = register(
    Workflow(
        code="image_review",
        title=Text(zh="机检审图", en="Image review"),
        model="image_review.ImageTask",
        view=VIEW,
        claimable=False,
        icon="scan",
        sealed="tongguan.operations.image_review.queries:sealed",
        states=(
            State(S.AWAITING_SCAN, Text(zh="待扫描", en="Waiting for the scan"), Group.WAITING, "idle"),
            State(S.QUEUED, Text(zh="待派审", en="Waiting for an analyst"), tone="info"),
            State(S.READING, Text(zh="审图中", en="Being read"), tone="info"),
            State(S.FIRST_READ, Text(zh="已审待定", en="Reading taken"), tone="info"),
            State(S.SECOND_READING, Text(zh="审图中", en="Being read"), tone="info"),
            State(S.CLEARED, Text(zh="未见异常", en="Nothing suspicious"), Group.CLOSED, "good"),
            State(S.INSPECTION_ORDERED, Text(zh="转人工查验", en="Inspection ordered"), Group.CLOSED, "bad"),
        ),
        transitions=(
            Transition("open", Text(zh="布控机检", en="Ordered"), (NEW,), S.AWAITING_SCAN, SYSTEM_ONLY),
            Transition(
                "receive_scan", Text(zh="收到图像", en="Scan received"), (S.AWAITING_SCAN,), S.QUEUED,
                SYSTEM_ONLY, guards=(HasImage(),), effects=(EFFECTS + "bind_image",),
            ),
            Transition(
                "no_scan", Text(zh="逾期未扫描，转人工查验", en="Not scanned in time"), (S.AWAITING_SCAN,),
                S.INSPECTION_ORDERED, SYSTEM_ONLY,
            ),
            Transition(
                "assign", Text(zh="随机派审", en="Analyst assigned"), (S.QUEUED,), S.READING, SYSTEM_ONLY,
                guards=(AnalystDrawn(),), effects=(EFFECTS + "hand_over",),
            ),
            Transition(
                "clear", Text(zh="未见异常", en="Nothing suspicious"), (S.READING,), S.FIRST_READ, READER,
                fields=(REGIONS, REMARK), effects=(EFFECTS + "first_verdict", EFFECTS + "draw_second"), primary=True,
            ),
            Transition(
                "suspect", Text(zh="可疑", en="Suspicious"), (S.READING,), S.FIRST_READ, READER,
                fields=(SUSPICION, REGIONS, REMARK), effects=(EFFECTS + "first_verdict", EFFECTS + "draw_second"),
                danger=True,
            ),
            Transition(
                "accept_first", Text(zh="采信审图结论", en="Reading accepted"), (S.FIRST_READ,), S.CLEARED,
                SYSTEM_ONLY, guards=(FirstWasClear(),), effects=(EFFECTS + "back_to_site",),
            ),
            Transition(
                "hand_back", Text(zh="退回队列", en="Hand back"), (S.READING,), S.QUEUED, READER,
                fields=(WHY_BACK,), effects=(EFFECTS + "draw_analyst",), optional=True,
            ),
            Transition(
                "requeue", Text(zh="系统退回队列", en="Returned to the queue"), (S.READING,), S.QUEUED,
                SYSTEM_ONLY, effects=(EFFECTS + "draw_analyst",),
            ),
            Transition(
                "assign_second", Text(zh="随机派审", en="Analyst assigned"), (S.FIRST_READ,),
                S.SECOND_READING, SYSTEM_ONLY, guards=(AnalystDrawn(), AnotherAnalyst()),
                effects=(EFFECTS + "hand_over",),
            ),
            Transition(
                "confirm", Text(zh="可疑", en="Suspicious"),
                (S.SECOND_READING,), S.INSPECTION_ORDERED, SECOND_READER, fields=(SUSPICION, REGIONS, REMARK),
                effects=(EFFECTS + "second_verdict",), danger=True,
            ),
            Transition(
                "refute", Text(zh="未见异常", en="Nothing suspicious"), (S.SECOND_READING,), S.CLEARED,
                SECOND_READER, fields=(REGIONS, REMARK), effects=(EFFECTS + "second_verdict",), primary=True,
            ),
            Transition(
                "hand_back_second", Text(zh="退回队列", en="Hand back"), (S.SECOND_READING,), S.FIRST_READ,
                READER, fields=(WHY_BACK,), effects=(EFFECTS + "draw_analyst",), optional=True,
            ),
            Transition(
                "requeue_second", Text(zh="系统退回队列", en="Returned to the queue"), (S.SECOND_READING,),
                S.FIRST_READ, SYSTEM_ONLY, effects=(EFFECTS + "draw_analyst",),
            ),
        ),
        clocks=(
            Clock(
                "scan", Text(zh="扫描时限", en="Time to scan"), (S.AWAITING_SCAN,), (),
                "image_review.scan_time_limit", "hours",
            ),
            Clock(
                "reading", Text(zh="审图时限", en="Time to read"),
                (S.QUEUED, S.READING, S.FIRST_READ, S.SECOND_READING), (), "image_review.time_limit", "hours",
            ),
        ),
    )
)  # fmt: skip
