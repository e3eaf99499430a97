"""The life of a declaration: a receipt is issued, replaced or expires; at the gate it is used once."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.passenger_declarations.contracts import WORKFLOW
from tongguan.operations.passenger_declarations.enums import State as S
from tongguan.operations.passenger_declarations.module import HEALTH, VERIFY, VIEW
from tongguan.platform.cases.interface import (
    NEW,
    SYSTEM_ONLY,
    Group,
    Relation,
    State,
    Transition,
    Who,
    Workflow,
    register,
)

AT_THE_GATE, AT_THE_DESK = Who(VERIFY, Relation.OFFICE), Who(HEALTH, Relation.OFFICE)

PASSENGER_DECLARATION = register(
    Workflow(
        code=WORKFLOW,
        title=Text(zh="旅客申报", en="Traveller declaration"),
        model="passenger_declarations.PassengerDeclaration",
        view=VIEW,
        claimable=False,
        icon="qr",
        states=(
            State(S.SUBMITTED, Text(zh="已提交", en="Submitted"), Group.WAITING),
            State(S.VALID, Text(zh="回执有效", en="Receipt valid"), Group.WAITING),
            State(S.EXPIRED, Text(zh="回执过期", en="Receipt expired"), Group.CLOSED, "idle"),
            State(
                S.SUPERSEDED, Text(zh="已被新申报替代", en="Replaced by a newer one"), Group.CLOSED, "idle"
            ),
            State(S.VERIFIED, Text(zh="已核验", en="Verified at the gate"), tone="warn"),
            State(S.INVESTIGATION, Text(zh="流行病学调查", en="Epidemiological investigation"), tone="warn"),
            State(S.MEDICAL_CHECK, Text(zh="医学排查", en="Medical check"), tone="warn"),
            State(S.SAMPLED, Text(zh="已采样", en="Sample taken"), tone="warn"),
            State(S.RELEASED, Text(zh="已放行", en="Released"), Group.CLOSED, "good"),
        ),
        transitions=(
            Transition("submit", Text(zh="提交", en="Submitted"), (NEW,), S.SUBMITTED, SYSTEM_ONLY),
            Transition(
                "issue", Text(zh="签发回执", en="Receipt issued"), (S.SUBMITTED,), S.VALID, SYSTEM_ONLY
            ),
            Transition("supersede", Text(zh="替代", en="Replaced"), (S.VALID,), S.SUPERSEDED, SYSTEM_ONLY),
            Transition("expire", Text(zh="过期", en="Expired"), (S.VALID,), S.EXPIRED, SYSTEM_ONLY),
            Transition(
                "verify",
                Text(zh="核验", en="Verify"),
                (S.VALID,),
                S.VERIFIED,
                AT_THE_GATE,
                optional=True,
            ),
            Transition(
                "release",
                Text(zh="放行", en="Release"),
                (S.VERIFIED, S.INVESTIGATION, S.MEDICAL_CHECK, S.SAMPLED),
                S.RELEASED,
                AT_THE_GATE,
                primary=True,
            ),
            Transition(
                "investigate",
                Text(zh="开展流调", en="Investigate"),
                (S.VERIFIED,),
                S.INVESTIGATION,
                AT_THE_DESK,
                optional=True,
            ),
            Transition(
                "examine",
                Text(zh="医学排查", en="Check medically"),
                (S.VERIFIED, S.INVESTIGATION),
                S.MEDICAL_CHECK,
                AT_THE_DESK,
                optional=True,
            ),
            Transition(
                "sample",
                Text(zh="采样", en="Take a sample"),
                (S.INVESTIGATION, S.MEDICAL_CHECK),
                S.SAMPLED,
                AT_THE_DESK,
                optional=True,
            ),
        ),
    )
)
