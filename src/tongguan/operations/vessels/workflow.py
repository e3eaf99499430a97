"""The life of a port call. Each confirmation is a step of an officer, or reported by the terminal."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.vessels.enums import State as S
from tongguan.operations.vessels.module import ANNOUNCE, CONFIRM, VIEW
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

MOVED = ("tongguan.operations.vessels.actions:moved",)
CARRIER = Who(ANNOUNCE, Relation.APPLICANT)
OFFICER = Who(CONFIRM, Relation.OFFICE)
BERTH = (Field("berth", Text(zh="泊位", en="Berth"), max_length=20),)
REASON = (Field("reason", Text(zh="原因", en="Reason"), Kind.LONG_TEXT),)

MOVES = (
    ("arrival", Text(zh="抵港", en="arrival"), (S.ANNOUNCED,), S.ARRIVED, ()),
    ("berthing", Text(zh="靠泊", en="berthing"), (S.ARRIVED,), S.BERTHED, BERTH),
    ("departure", Text(zh="离港", en="departure"), (S.ARRIVED, S.BERTHED), S.DEPARTED, ()),
)
CONFIRMED = tuple(
    Transition(
        f"confirm_{code}",
        Text(zh=f"确认{title.zh}", en=f"Confirm {title.en}"),
        source,
        target,
        OFFICER,
        fields=fields,
        effects=MOVED,
        tells=tuple(field.name for field in fields),
        primary=True,
    )
    for code, title, source, target, fields in MOVES
)
REPORTED = tuple(
    Transition(
        f"report_{code}",
        Text(zh=f"码头报告{title.zh}", en=f"Terminal reports {title.en}"),
        source,
        target,
        SYSTEM_ONLY,
        fields=fields,
        effects=MOVED,
        tells=tuple(field.name for field in fields),
    )
    for code, title, source, target, fields in MOVES
)

PORT_CALL = register(
    Workflow(
        code="port_call",
        title=Text(zh="靠港", en="Port call"),
        model="vessels.PortCall",
        view=VIEW,
        icon="ship",
        states=(
            State(S.ANNOUNCED, Text(zh="已预报", en="Announced"), Group.WAITING, "info"),
            State(S.ARRIVED, Text(zh="已抵港", en="Arrived"), tone="warn"),
            State(S.BERTHED, Text(zh="已靠泊", en="Berthed"), tone="good"),
            State(S.DEPARTED, Text(zh="已离港", en="Departed"), Group.CLOSED, "idle"),
            State(S.CANCELLED, Text(zh="已取消", en="Cancelled"), Group.CLOSED, "idle"),
        ),
        transitions=(
            Transition("announce", Text(zh="预报", en="Announce"), (NEW,), S.ANNOUNCED, CARRIER),
            *CONFIRMED,
            *REPORTED,
            Transition(
                "cancel",
                Text(zh="取消靠港", en="Cancel the call"),
                (S.ANNOUNCED,),
                S.CANCELLED,
                CARRIER,
                fields=REASON,
                optional=True,
                danger=True,
            ),
        ),
    )
)
