"""Bills: issued with a ledger entry that proves them, printed once and then as marked copies, voided by replacement."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations.interface import rebill
from tongguan.operations.duties.actions.papers import issue_paper, revoke_papers
from tongguan.operations.duties.enums import AT_RELEASE, BillKind, BillState
from tongguan.operations.duties.models import Bill, BillPrint
from tongguan.platform.audit.interface import record
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotFound, Refused, require

BILL = Text(zh="税款单据", en="bill")
IS_VOID = Text(zh="单据 {number} 已作废", en="bill {number} is void")
PRINTED_MEANWHILE = Text(
    zh="该单据刚刚已打印（第 {copies} 次），请刷新后再试",
    en="this bill was printed meanwhile (print {copies}): reload the page first",
)
NO_REASON = Text(zh="须注明作废原因", en="a reason must be given to void a bill")
LETTERS = {
    BillKind.TAXES: "T",
    BillKind.LATE_FEE: "F",
    BillKind.SUPPLEMENT: "S",
    BillKind.LATE_PAYMENT: "L",
    BillKind.REFUND: "R",
}


@transaction.atomic(savepoint=False)
def issue_bill(
    *,
    actor: Actor,
    kind: BillKind,
    reference: str,
    declaration_number: str,
    payer: str,
    lines: Sequence[dict[str, Any]],
    replaces: Bill | None = None,
    case: str = "",
) -> Bill:
    """Issue a bill of the sum of its lines (`zh`, `en`, `amount`, `tax` its code); its ledger entry holds all that it
    says. `case` is the case after release in which it is issued."""
    count = Bill.objects.filter(reference=reference, kind=kind).count() + 1
    amount = sum((Decimal(line["amount"]) for line in lines), Decimal(0))
    bill = Bill(
        number=f"{declaration_number}-{LETTERS[kind]}{count:02d}",
        kind=kind,
        reference=reference,
        case=case,
        declaration_number=declaration_number,
        payer=payer[:300],
        amount=amount,
        lines=list(lines),
        issued_at=timezone.now(),
        replaces=replaces,
    )
    told = {
        "number": bill.number, "kind": kind.value, "declaration": declaration_number, "payer": bill.payer,
        "amount": amount, "lines": bill.lines, "replaces": replaces.number if replaces else "", "case": case,
    }  # fmt: skip
    bill.audit_entry = record(
        actor=actor, action="duties.bill.issued", subject=("bill", bill.number), data=told
    )
    bill.save()
    return bill


@transaction.atomic
def replace_bill(
    *, actor: Actor, number: str, reason: str, lines: Sequence[dict[str, Any]] | None = None
) -> Bill:
    """Void a bill and issue another in its place, with new lines or the same. Raises NotAllowed, NotFound, Refused."""
    require(actor, "duties.assess")
    bill = _locked(number)
    if bill.state == BillState.VOID:
        raise Refused(Problem("duties.bill_void", IS_VOID.filled(number=number), "/number"))
    if not reason.strip():
        raise Refused(Problem("duties.no_reason", NO_REASON, "/reason"))
    _void(bill, actor, reason.strip())
    issued = issue_bill(
        actor=actor,
        kind=BillKind(bill.kind),
        reference=bill.reference,
        case=bill.case,
        declaration_number=bill.declaration_number,
        payer=bill.payer,
        lines=bill.lines if lines is None else lines,
        replaces=bill,
    )
    match_declaration(bill.reference)
    return issued


def match_declaration(reference: str) -> bool:
    """The declaration owes what its standing bills say, as long as it is not paid; whether that changed it."""
    standing = Bill.objects.filter(reference=reference, state=BillState.ISSUED, kind__in=AT_RELEASE)
    return rebill(reference, standing.aggregate(sum=Sum("amount"))["sum"] or Decimal(0))


@transaction.atomic
def void_bills(*, reference: str, reason: str, case: str = "") -> int:
    """Void every bill of a declaration that stands, because what it was made for changed or ended; or those of one
    case after its release. Returns how many."""
    standing = Bill.objects.select_for_update().filter(reference=reference, state=BillState.ISSUED, case=case)
    for bill in standing:
        _void(bill, SYSTEM, reason)
    return len(standing)


def _void(bill: Bill, actor: Actor, reason: str) -> None:
    """A locked bill stands no more, and the record says why."""
    bill.state, bill.void_reason, bill.voided_at = BillState.VOID, reason[:300], timezone.now()
    bill.save(update_fields=["state", "void_reason", "voided_at"])
    record(
        actor=actor,
        action="duties.bill.voided",
        subject=("bill", bill.number),
        data={"number": bill.number, "reason": bill.void_reason},
    )
    revoke_papers(bill)


@transaction.atomic
def print_bill(*, actor: Actor, number: str, prints_seen: int) -> BillPrint:
    """Print a bill as a signed document and say which print it is: 1 is the original, later ones are marked reprints of
    the same bill, under its same number.

    `prints_seen` is how often the bill was printed when the person asked: a second press of the same button is
    refused instead of giving two originals. The caller checks that the actor may see the bill.
    """
    bill = _locked(number)
    if bill.copies != prints_seen:
        raise Refused(Problem("duties.printed", PRINTED_MEANWHILE.filled(copies=bill.copies), "/prints"))
    bill.copies += 1
    bill.save(update_fields=["copies"])
    record(
        actor=actor,
        action="duties.bill.printed",
        subject=("bill", number),
        data={"number": number, "print": bill.copies},
    )
    document = issue_paper(bill, actor)
    return BillPrint.objects.create(
        bill=bill, print_number=bill.copies, by=actor.name[:100], document=document
    )


def _locked(number: str) -> Bill:
    bill = Bill.objects.select_for_update().filter(number=number).first()
    if bill is None:
        raise NotFound(BILL)
    return bill
