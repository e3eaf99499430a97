"""Release for pick-up: against a guarantee where the summary's goods are taxable."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.declarations.actions.effects import subject_of
from tongguan.operations.declarations.enums import State
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.rules import InTime
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.operations.guarantees.interface import hold
from tongguan.platform.cases.interface import Moving, take_step
from tongguan.platform.events.interface import publish
from tongguan.platform.notifications.interface import notify
from tongguan.platform.permissions.interface import SYSTEM, NotFound

MOST_AT_ONCE = 500
NEEDED = Text(
    zh="{reference}：提货前须有担保 {amount} 元",
    en="{reference}: a guarantee of CNY {amount} is needed before the goods can be taken",
)


@transaction.atomic
def secure(*, reference: str, amount: Decimal) -> bool:
    """Release a finished summary for pick-up, its estimated tax (CNY) held on a guarantee of the importer's.

    False where no guarantee has room, or the time to complete is over: then it waits, and the importer is told what is
    missing. Raises NotFound. A summary that stands elsewhere by now stays as it is.
    """
    case = Declaration.objects.select_for_update().filter(reference=reference).first()
    if case is None:
        raise NotFound(DECLARATION.title)
    step = DECLARATION.by_code["pick_up"]
    if case.state != State.SUMMARY_FINISHED or not InTime().holds(
        Moving(DECLARATION, step, case, SYSTEM, {})
    ):
        return False
    number = ""
    if amount > 0:
        held = hold(firm_id=case.applicant_id, subject=subject_of(reference), amount_cny=amount)
        if held is None:
            return _waits(case, amount)
        number = held
    take_step(
        actor=SYSTEM,
        workflow=DECLARATION,
        reference=reference,
        step="pick_up",
        data={"amount": amount, "guarantee": number},
    )
    return True


def _waits(case: Declaration, amount: Decimal) -> bool:
    if case.security_amount is None:
        told = {"declaration": case.reference, "version": case.version, "office": case.office_id}
        publish(
            "declaration.guarantee_awaited",
            subject_of(case.reference),
            told | {"at": timezone.now().isoformat()},
        )
    if case.security_amount != amount:
        case.security_amount = amount
        case.save(update_fields=["security_amount"])
        notify(
            organisation_id=case.applicant_id,
            text=NEEDED.filled(reference=case.reference, amount=amount),
            url=f"/cases/{DECLARATION.code}/{case.reference}/",
            kind=f"case.{DECLARATION.code}",
        )
    return False


def cover_changed(*, firm_id: int) -> int:
    """A firm's guarantees have more room than before: release what waited for it, oldest first. Returns how many."""
    waiting = Declaration.objects.filter(
        applicant=firm_id, state=State.SUMMARY_FINISHED, security_amount__gt=0
    ).order_by("id")
    found = list(waiting.values_list("reference", "security_amount")[:MOST_AT_ONCE])
    return sum(secure(reference=reference, amount=amount) for reference, amount in found)
