"""The gate: a valid receipt is used once, at the moment it is read or, by a gate without a network, told later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tongguan.operations.passenger_declarations.contracts import COLOURS, ReceiptVerdict
from tongguan.operations.passenger_declarations.enums import Shade, State
from tongguan.operations.passenger_declarations.models import PassengerDeclaration
from tongguan.operations.passenger_declarations.module import VERIFY
from tongguan.operations.passenger_declarations.queries.receipts import verify_receipt
from tongguan.operations.passenger_declarations.workflow import PASSENGER_DECLARATION
from tongguan.platform.cases.interface import read_case, take_step
from tongguan.platform.permissions.interface import Actor, require

MOST_OFFLINE = 500


@transaction.atomic
def accept(
    *, actor: Actor, code: str, document: str | None = None, gate: str = "", at: datetime | None = None
) -> ReceiptVerdict:
    """Judge a code and, where it is valid, mark it used at this gate; who is green is released with it. Raises
    NotAllowed, and NotYours where the declaration is of another office."""
    require(actor, VERIFY)
    now = at or timezone.now()
    verdict = verify_receipt(code, at=now, document=document, gate=gate)
    if not verdict.valid or not verdict.reference:
        return verdict
    case: PassengerDeclaration | None = read_case(PASSENGER_DECLARATION, verdict.reference, locked=True)
    if case is None or case.state != State.VALID:
        # Another gate was faster, or this one reads again.
        return verify_receipt(code, at=now, document=document, gate=gate)
    step = take_step(
        actor=actor,
        workflow=PASSENGER_DECLARATION,
        reference=case.reference,
        step="verify",
        version=case.version,
        changes={"verified_at": now, "gate": gate[:40]},
    )
    if verdict.colour == COLOURS[Shade.GREEN]:
        take_step(
            actor=actor,
            workflow=PASSENGER_DECLARATION,
            reference=case.reference,
            step="release",
            version=step.version,
        )
    return verdict


def take_offline(
    *, actor: Actor, scans: Sequence[tuple[str, str | None, datetime]], gate: str
) -> list[ReceiptVerdict]:
    """Receipts that a gate accepted without a network, as (code, document, moment), oldest first; each is judged as of
    its moment, which lies neither in the future nor before the receipt. What no longer held is told, not dropped."""
    require(actor, VERIFY)
    now = timezone.now()
    return [
        accept(actor=actor, code=code, document=document, gate=gate, at=min(moment, now))
        for code, document, moment in scans[:MOST_OFFLINE]
    ]
