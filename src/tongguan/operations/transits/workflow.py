"""The life of a transit movement: route, guarantee, departure, arrival in time, or inquiry and claim."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.transits.enums import ROUTES, TYPES
from tongguan.operations.transits.enums import State as S
from tongguan.operations.transits.module import CLAIM, CONTROL, PLAN, PROPOSE, VIEW
from tongguan.operations.transits.rules import InOrder
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

EFFECTS = "tongguan.operations.transits.actions.effects:"
FIRM = Who(PLAN, Relation.APPLICANT)
OFFICER = Who(CONTROL, Relation.OFFICE)
REASON = Field("reason", Text(zh="情况", en="Findings"), Kind.LONG_TEXT)
AMOUNT = Field("amount", Text(zh="金额（元）", en="Amount (CNY)"), Kind.DECIMAL)
YES_NO = (("yes", Text(zh="正常", en="in order")), ("no", Text(zh="异常", en="not in order")))


def told(zh: str, en: str) -> tuple[Notice, ...]:
    """A notice to the firm."""
    return (Notice("applicant", Text(zh=zh, en=en)),)


def asked(name: str, zh: str, en: str) -> Field:
    """In order or not."""
    return Field(name, Text(zh=zh, en=en), Kind.CHOICE, choices=YES_NO)


BEFORE = (
    Transition(
        "open", Text(zh="过境报关单审结", en="Transit declaration assessed"), (NEW,), S.TO_PLAN, SYSTEM_ONLY,
        notices=told("{reference}：请申报过境路线与指运地", "{reference}: state the route"),
    ),
    Transition(
        "plan", Text(zh="申报路线", en="State the route"), (S.TO_PLAN, S.PLANNED), S.PLANNED, FIRM,
        fields=(
            Field("route", Text(zh="路线", en="Route"), Kind.CHOICE, codes=ROUTES),
            Field("transit_type", Text(zh="转关运输方式", en="Type of transfer"), Kind.CHOICE, codes=TYPES),
        ),
        effects=(EFFECTS + "planned",), primary=True,
    ),
    Transition(
        "secure", Text(zh="担保落实，准予启运", en="Guaranteed: may depart"), (S.PLANNED,), S.READY, SYSTEM_ONLY,
        effects=(EFFECTS + "secured",), tells=("amount", "guarantee"),
        notices=told("{reference}：担保已落实，可以启运", "{reference}: guaranteed, the goods may depart"),
    ),
)  # fmt: skip
UNDER_WAY = (
    *(
        Transition(
            code, Text(zh=zh, en=en), (S.READY,), S.UNDER_WAY, who, effects=(EFFECTS + "departed",),
            primary=who is OFFICER, tells=("arrive_by",),
        )
        for code, zh, en, who in (
            ("depart", "启运", "Departed", OFFICER),
            ("left_by_gate", "卡口放出启运", "Left by the gate", SYSTEM_ONLY),
        )
    ),
    Transition(
        "arrive", Text(zh="运抵核销", en="Arrived in order"), (S.UNDER_WAY, S.OVERDUE), S.ARRIVED, OFFICER,
        fields=(
            asked("seals", "施封", "Seals"), asked("packages", "件数", "Packages"),
            asked("route_kept", "路线", "Route"),
        ),
        guards=(InOrder(),), effects=(EFFECTS + "arrived",), primary=True,
        notices=told("{reference}：已运抵核销，担保已解除", "{reference}: arrived, the guarantee is free"),
    ),
    Transition(
        "arrive_with_findings", Text(zh="运抵异常", en="Arrived with findings"), (S.UNDER_WAY, S.OVERDUE),
        S.INQUIRY, OFFICER, fields=(REASON,), effects=(EFFECTS + "found_wrong",), danger=True,
    ),
    Transition(
        "overdue", Text(zh="逾期未运抵", en="Not arrived in time"), (S.UNDER_WAY,), S.OVERDUE, SYSTEM_ONLY,
        effects=(EFFECTS + "overdue",),
        notices=told("{reference}：逾期未运抵，请立即说明", "{reference}: not arrived in time, explain at once"),
    ),
    Transition(
        "inquire", Text(zh="开始核查", en="Begin the inquiry"), (S.OVERDUE,), S.INQUIRY, OFFICER,
        fields=(REASON,), optional=True,
    ),
)  # fmt: skip
AFTER = (
    Transition(
        "clear", Text(zh="核查无应税，核销", en="Nothing is owed: clear"), (S.INQUIRY,), S.ARRIVED, OFFICER,
        fields=(REASON,), effects=(EFFECTS + "arrived",),
        notices=told("{reference}：核查完毕，担保已解除", "{reference}: inquiry ended, the guarantee is free"),
    ),
    Transition(
        "propose_claim", Text(zh="提出担保追索", en="Propose a claim"), (S.OVERDUE, S.INQUIRY), S.CLAIM_PROPOSED,
        Who(PROPOSE, Relation.OFFICE), fields=(AMOUNT, REASON), effects=(EFFECTS + "proposed",), danger=True,
    ),
    Transition(
        "reject_claim", Text(zh="退回追索", en="Return the claim"), (S.CLAIM_PROPOSED,), S.INQUIRY,
        Who(CLAIM, Relation.OFFICE), fields=(REASON,),
    ),
    Transition(
        "claim", Text(zh="批准追索", en="Approve the claim"), (S.CLAIM_PROPOSED,), S.CLAIMED,
        Who(CLAIM, Relation.OFFICE, other_than=("propose_claim",)), effects=(EFFECTS + "claimed",), primary=True,
        tells=("amount", "guarantee"),
        notices=told("{reference}：已向担保追索税款", "{reference}: the duty is claimed on the guarantee"),
    ),
)  # fmt: skip

TRANSIT = register(
    Workflow(
        code="transit",
        title=Text(zh="过境运输", en="Transit movement"),
        model="transits.Transit",
        view=VIEW,
        icon="truck",
        states=(
            State(S.TO_PLAN, Text(zh="待申报路线", en="Route to be stated"), Group.WAITING, "info"),
            State(S.PLANNED, Text(zh="待担保", en="Waits for a guarantee"), Group.WAITING, "warn"),
            State(S.READY, Text(zh="可启运", en="May depart"), tone="good"),
            State(S.UNDER_WAY, Text(zh="在途", en="Under way"), tone="info"),
            State(S.OVERDUE, Text(zh="逾期未运抵", en="Overdue"), tone="bad"),
            State(S.INQUIRY, Text(zh="核查中", en="Inquiry"), tone="warn"),
            State(S.CLAIM_PROPOSED, Text(zh="待批准追索", en="Claim proposed"), tone="warn"),
            State(S.ARRIVED, Text(zh="已核销", en="Arrived"), Group.CLOSED, "good"),
            State(S.CLAIMED, Text(zh="已追索", en="Claimed"), Group.CLOSED, "bad"),
        ),
        transitions=BEFORE + UNDER_WAY + AFTER,
        clocks=(
            Clock(
                "planning", Text(zh="申报路线时限", en="Time to state the route"), runs=(S.TO_PLAN,), stops=(),
                limit="transit.planning_limit",
            ),
            Clock(
                "arrival", Text(zh="运抵时限", en="Time to arrive"), runs=(S.UNDER_WAY, S.OVERDUE), stops=(),
                limit="transit.arrival_limit", ends_at="arrive_by",
            ),
            Clock(
                "claim", Text(zh="核查与追索时限", en="Time to inquire and claim"),
                runs=(S.INQUIRY, S.CLAIM_PROPOSED), stops=(), limit="transit.claim_review_limit",
            ),
        ),
    )
)  # fmt: skip
