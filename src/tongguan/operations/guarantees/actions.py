"""Writes: file a guarantee, hold an amount, free it."""

from __future__ import annotations

from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.operations.guarantees.contracts import Application
from tongguan.operations.guarantees.models import Guarantee, Movement
from tongguan.operations.guarantees.module import APPLY
from tongguan.operations.guarantees.queries import held_for, in_force
from tongguan.operations.guarantees.rules import application_problems
from tongguan.operations.guarantees.workflow import GUARANTEE
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.interface import Submission, once, open_case
from tongguan.platform.events.interface import publish
from tongguan.platform.identity.interface import organisations_by_code
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotAllowed, Refused

CLAIMED = "claimed"
LESS_HELD = Text(zh="担保占用不足追索金额", en="less than the claim is held on a guarantee")
UNKNOWN = Text(zh="未登记的企业或海关", en="No such firm or office here")


def apply(
    *, actor: Actor, application: Application, office: str, submission: Submission
) -> tuple[Guarantee, bool]:
    """File a guarantee for a firm at an office, once per submission: (guarantee, whether it was filed before).

    Raises NotAllowed, or Refused with every problem.
    """

    def make() -> Guarantee:
        found = organisations_by_code((application.firm, office))
        firm, customs = found.get(application.firm), found.get(office)
        problems = list(application_problems(application, timezone.localdate()))
        problems += [Problem("guarantee.unknown", UNKNOWN, "/firm")] if firm is None else []
        problems += [Problem("guarantee.unknown", UNKNOWN, "/office")] if customs is None else []
        if problems or firm is None or customs is None:
            raise Refused(*problems)
        if not actor.may_for(APPLY, firm.pk):
            raise NotAllowed(APPLY)
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('guarantees_guarantee', 'id'))")
            key = cursor.fetchone()[0]
        case = Guarantee(
            pk=key,
            reference=f"GB{key:08d}",
            submission_id=submission.id,
            submission_sha256=submission.sha256,
            applicant=firm,
            office=customs,
            kind=application.kind,
            issuer=application.issuer.strip(),
            document_number=application.document_number.strip(),
            limit_cny=application.limit_cny,
            valid_from=application.valid_from,
            valid_to=application.valid_to,
        )
        open_case(actor=actor, workflow=GUARANTEE, case=case, step="apply")
        return case

    return once(Guarantee, submission, make)


@transaction.atomic
def hold(*, firm_id: int | None, subject: str, amount_cny: Decimal) -> str | None:
    """Let a guarantee of the firm's stand for a subject with this amount; returns its number, or None without room.

    Once a subject: the same again changes nothing, another amount is held instead of the first, on the same guarantee
    where it has room. A guarantee never holds more than its limit.
    """
    rows = list(in_force(firm_id, timezone.localdate()).select_for_update())
    standing = held_for(subject)
    already = standing.amount_cny if standing else Decimal(0)
    if standing is not None:
        own = Guarantee.objects.select_for_update().get(reference=standing.guarantee)
        if own.free_cny + already >= amount_cny:
            _move(own, subject, amount_cny - already, "hold")
            return own.reference
    chosen = next((row for row in rows if row.free_cny >= amount_cny), None)
    if chosen is None:
        return None
    if standing is not None:
        _move(own, subject, -already, "moved")
    _move(chosen, subject, amount_cny, "hold")
    return chosen.reference


@transaction.atomic
def discharge(*, subject: str, reason: str) -> Decimal:
    """Free what stands for a subject; returns the amount, zero where nothing stood."""
    standing = held_for(subject)
    if standing is None:
        return Decimal(0)
    row = Guarantee.objects.select_for_update().get(reference=standing.guarantee)
    held = held_for(subject)  # somebody may have freed it before the lock was ours
    if held is None:
        return Decimal(0)
    _move(row, subject, -held.amount_cny, reason)
    publish(
        "guarantee.freed",
        f"guarantee/{row.reference}",
        {"guarantee": row.reference, "firm": row.applicant_id, "amount": str(held.amount_cny)},
    )
    return held.amount_cny


@transaction.atomic
def claim(*, subject: str, amount_cny: Decimal) -> str:
    """Call an amount from the guarantee that stands for a subject: the guarantor pays it, the limit shrinks by it, and
    what is left of the amount held is free. Returns the guarantee's number; raises Refused where less stands."""
    standing = held_for(subject)
    row = Guarantee.objects.select_for_update().get(reference=standing.guarantee) if standing else None
    held = held_for(subject)  # somebody may have freed it before the lock was ours
    if row is None or held is None or not 0 < amount_cny <= held.amount_cny:
        raise Refused(Problem("guarantee.claim", LESS_HELD, "/amount"), status=409)
    row.claimed_cny += amount_cny
    row.save(update_fields=["claimed_cny"])
    _move(row, subject, -amount_cny, CLAIMED)
    rest = held.amount_cny - amount_cny
    told = {"guarantee": row.reference, "firm": row.applicant_id}
    _move(row, subject, -rest, "freed")
    publish(
        "guarantee.claimed",
        f"guarantee/{row.reference}",
        told | {"subject": subject, "amount": str(amount_cny)},
    )
    if rest:
        publish("guarantee.freed", f"guarantee/{row.reference}", told | {"amount": str(rest)})
    return row.reference


def _move(row: Guarantee, subject: str, amount: Decimal, reason: str) -> None:
    """One movement; the row is locked."""
    if not amount:
        return
    row.held_cny += amount
    row.save(update_fields=["held_cny"])
    Movement.objects.create(
        guarantee=row, subject=subject, amount_cny=amount, held_after_cny=row.held_cny, reason=reason[:40]
    )
    record(
        actor=SYSTEM,
        action="guarantee.moved",
        subject=("guarantee", row.reference),
        data={"for": subject, "amount": str(amount), "held": str(row.held_cny), "reason": reason},
    )
