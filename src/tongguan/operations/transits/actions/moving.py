"""What the house does with transit movements by itself."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from tongguan.engines.problems import Text
from tongguan.operations.declarations.interface import lodged_snapshot, release
from tongguan.operations.guarantees.interface import hold
from tongguan.operations.transits.enums import State
from tongguan.operations.transits.models import Transit
from tongguan.operations.transits.queries import late_ones, subject_of, waiting_for_cover
from tongguan.operations.transits.workflow import TRANSIT
from tongguan.platform.cases.interface import next_reference, open_case, read_case, take_step
from tongguan.platform.events.interface import publish
from tongguan.platform.identity.interface import Organisation
from tongguan.platform.notifications.interface import notify
from tongguan.platform.permissions.interface import SYSTEM

NEEDED = Text(
    zh="{reference}：启运前须有担保 {amount} 元",
    en="{reference}: a guarantee of CNY {amount} is needed before the goods depart",
)


@transaction.atomic
def open_transit(*, declaration: str, amount: Decimal) -> Transit:
    """The movement of an assessed transit declaration, once; an amount computed again takes the place of the first as
    long as nothing is held."""
    known = Transit.objects.select_for_update().filter(declaration=declaration).first()
    if known is not None:
        if known.state in (State.TO_PLAN, State.PLANNED) and known.possible_duty != amount:
            known.possible_duty = amount
            known.save(update_fields=["possible_duty"])
        return known
    snapshot = lodged_snapshot(declaration)
    office = Organisation.objects.get(pk=snapshot["office"])
    key, reference = next_reference(Transit, "TR")
    case = Transit(
        pk=key,
        reference=reference,
        applicant_id=snapshot["applicant"],
        office=office,
        departure=office,
        declaration=declaration,
        declaration_number=snapshot["declaration_number"],
        bill_number=snapshot.get("bill_number", ""),
        possible_duty=amount,
    )
    open_case(actor=SYSTEM, workflow=TRANSIT, case=case, step="open")
    if amount:
        told = {"declaration": declaration, "version": 0, "office": office.pk}
        publish(
            "transit.guarantee_awaited",
            f"declaration/{declaration}",
            told | {"at": case.created_at.isoformat()},
        )
    return case


@transaction.atomic
def secure(*, reference: str, tell: bool = True) -> bool:
    """Hold the possible duty of a planned movement on a guarantee of the firm's and release the declaration, so that
    the goods may leave; False where no guarantee has room: then nothing leaves, and the firm is told with `tell`."""
    case = read_case(TRANSIT, reference, locked=True)
    if case is None or case.state != State.PLANNED:
        return False
    number: str | None = ""
    if case.possible_duty:
        number = hold(firm_id=case.applicant_id, subject=subject_of(reference), amount_cny=case.possible_duty)
    if number is None:
        if tell:
            notify(
                organisation_id=case.applicant_id,
                text=NEEDED.filled(reference=reference, amount=case.possible_duty),
                url=f"/cases/{TRANSIT.code}/{reference}/",
                kind=f"case.{TRANSIT.code}",
            )
        return False
    take_step(
        actor=SYSTEM, workflow=TRANSIT, reference=reference, step="secure", changes={"guarantee": number}
    )
    release(case.declaration)
    return True


def cover_changed(*, firm_id: int) -> int:
    """A firm's guarantees have more room: secure what waited for it, oldest first. Returns how many."""
    return sum(secure(reference=reference, tell=False) for reference in waiting_for_cover(firm_id))


@transaction.atomic
def left_by_gate(*, bill_number: str) -> int:
    """Goods of a bill left by a gate: their movement is under way. Returns how many."""
    if not bill_number:
        return 0
    rows = Transit.objects.filter(bill_number=bill_number, state=State.READY).order_by("id")
    found = list(rows.values_list("reference", flat=True))
    for reference in found:
        take_step(actor=SYSTEM, workflow=TRANSIT, reference=reference, step="left_by_gate")
    return len(found)


def watch() -> int:
    """Tell every movement whose time is over; returns how many."""
    found = late_ones()
    for reference in found:
        take_step(actor=SYSTEM, workflow=TRANSIT, reference=reference, step="overdue")
    return len(found)
