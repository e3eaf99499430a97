"""The life of a manifest, with the official receipt codes."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.manifests.enums import Direction, Receipt
from tongguan.operations.manifests.enums import State as S
from tongguan.operations.manifests.module import FILE, VIEW
from tongguan.operations.vessels.interface import State as CallState
from tongguan.platform.cases.interface import (
    NEW,
    SYSTEM_ONLY,
    Field,
    Group,
    Kind,
    Moving,
    Relation,
    State,
    Transition,
    Who,
    Workflow,
    register,
)

EFFECTS = "tongguan.operations.manifests.actions:"
CARRIER = Who(FILE, Relation.APPLICANT)
BILL = Field("bill", Text(zh="提运单号", en="Bill of lading"), max_length=35)


class BeforeArrival:
    """An import manifest is changed or withdrawn only before the ship has arrived."""

    code = "manifest.arrived"
    zh = "船舶抵港后不能修改或撤回进口舱单"
    source = "GACC Order 172 (2008, as amended), manifest management: amendment before arrival [unverified]"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """By the state of the port call."""
        return moving.case.direction == Direction.EXPORT or moving.case.call.state == CallState.ANNOUNCED


class BeforeDeparture:
    """An export manifest is changed or withdrawn only before the ship has departed."""

    code = "manifest.departed"
    zh = "船舶离港后不能修改或撤回出口舱单"
    source = "GACC Order 172 (2008, as amended), manifest management: loading manifest [unverified]"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """By the state of the port call."""
        gone = (CallState.DEPARTED, CallState.CANCELLED)
        return moving.case.direction == Direction.IMPORT or moving.case.call.state not in gone


class EveryBillReleased:
    """A manifest is complete when all its bills are released."""

    code = "manifest.bills_open"
    zh = "仍有未放行的提运单"
    source = "OP-20"

    def holds(self, moving: Moving) -> bool:
        """No bill without a release."""
        bills = moving.case.bills
        return bills.exists() and not bills.filter(released_at=None).exists()


MANIFEST = register(
    Workflow(
        code="manifest",
        title=Text(zh="舱单", en="Manifest"),
        model="manifests.Manifest",
        view=VIEW,
        states=(
            State(S.ACCEPTED, Text(zh="已接受", en="Accepted"), Group.WAITING, "info"),
            State(S.COMPLETED, Text(zh="全部放行", en="All released"), Group.CLOSED, "good"),
            State(S.WITHDRAWN, Text(zh="已撤回", en="Withdrawn"), Group.CLOSED, "idle"),
        ),
        transitions=(
            Transition(
                "file",
                Text(zh="申报舱单", en="File"),
                (NEW,),
                S.ACCEPTED,
                CARRIER,
                effects=(EFFECTS + "filed",),
                receipt=Receipt.ACCEPTED,
            ),
            Transition(
                "withdraw",
                Text(zh="撤回舱单", en="Withdraw"),
                (S.ACCEPTED,),
                S.WITHDRAWN,
                CARRIER,
                fields=(Field("reason", Text(zh="原因", en="Reason"), Kind.LONG_TEXT),),
                guards=(BeforeArrival(), BeforeDeparture()),
                optional=True,
                danger=True,
            ),
            Transition(
                "amend",
                Text(zh="修改舱单", en="Amend"),
                (S.ACCEPTED,),
                S.ACCEPTED,
                SYSTEM_ONLY,
                guards=(BeforeArrival(), BeforeDeparture()),
                effects=(EFFECTS + "filed",),
                receipt=Receipt.ACCEPTED,
                tells=("call", "direction", "bills"),
            ),
            Transition(
                "release_bill",
                Text(zh="提运单放行", en="Release a bill"),
                (S.ACCEPTED,),
                S.ACCEPTED,
                SYSTEM_ONLY,
                fields=(BILL,),
                effects=(EFFECTS + "bill_released",),
                receipt=Receipt.RELEASED,
                tells=("bill",),
            ),
            Transition(
                "complete",
                Text(zh="全部放行", en="Complete"),
                (S.ACCEPTED,),
                S.COMPLETED,
                SYSTEM_ONLY,
                guards=(EveryBillReleased(),),
            ),
        ),
    )
)
