"""Reads: what a correction would make of a content, the difference to what is billed, terms, and the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tongguan.engines.declaration import GoodsDeclaration, from_plain, to_plain
from tongguan.engines.problems import Problem, Text
from tongguan.engines.tariff import TAX_NAMES
from tongguan.operations.declarations.interface import (
    amendment_problems,
    lodged_content,
    lodged_snapshot,
)
from tongguan.operations.duties.interface import (
    LATE_FEE,
    BillKind,
    BillState,
    Result,
    assessment_of,
    billed_by_tax,
    bills_of,
    payment_of,
)
from tongguan.operations.levies.contracts import Account, Entry, Head
from tongguan.operations.levies.enums import CAUSES, ENDED, UNDECIDED
from tongguan.operations.levies.models import Levy
from tongguan.operations.levies.rules import corrected, correction_problems, heads_of
from tongguan.operations.levies.workflow import LEVY
from tongguan.platform.calendars.interface import deadline
from tongguan.platform.cases.interface import visible
from tongguan.platform.permissions.interface import Actor, Refused
from tongguan.platform.reference.interface import CodeValue, codes

ZERO = Decimal(0)
NAMES = {tax.value: name for tax, name in TAX_NAMES.items()} | {
    LATE_FEE: Text(zh="滞报金", en="late declaration fee"),
    "": Text(zh="其他", en="other"),
}
PAID = Text(zh="放行前缴款", en="Paid before release")
PAID_AFTER = Text(zh="补缴", en="Paid after release")
GIVEN_BACK = Text(zh="退还", en="Given back")
KINDS = {
    BillKind.TAXES: Text(zh="税款", en="Duties and taxes"),
    BillKind.LATE_FEE: Text(zh="滞报金", en="Late declaration fee"),
    BillKind.SUPPLEMENT: Text(zh="补税", en="Supplementary levy"),
    BillKind.LATE_PAYMENT: Text(zh="滞纳金", en="Late payment fee"),
    BillKind.REFUND: Text(zh="退税", en="Refund"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands now: the content, its snapshot, the day whose law holds for it."""

    content: GoodsDeclaration
    snapshot: dict[str, Any]
    law_day: date


def visible_levies(actor: Actor) -> QuerySet[Levy]:
    """The levies of firms the actor acts for, and those of their offices."""
    return visible(actor, LEVY)


def as_seen(actor: Actor, row: Levy) -> Levy:
    """A levy as this reader may know it: before it is approved the firm learns neither what was found nor, where
    customs opened it, why. The row is changed in memory and must not be saved."""
    if actor.is_officer or actor.kind == "system" or row.state not in UNDECIDED:
        return row
    row.calculation, row.stage = {}, ""
    row.supplement = row.refund = row.surcharge = row.interest = ZERO
    row.supplement_until = row.refund_until = None
    if not row.asked_by_firm:
        row.reason, row.corrections = "", []
    return row


def levies_of(actor: Actor, declaration: str) -> list[Levy]:
    """The levies on a declaration that the actor may see, newest first."""
    rows = visible_levies(actor).filter(declaration=declaration).order_by("-id")
    return [as_seen(actor, row) for row in rows]


def open_levy(declaration: str) -> Levy | None:
    """The one that is not ended; there is never another beside it."""
    return Levy.objects.filter(declaration=declaration).exclude(state__in=ENDED).first()


def causes(day: date | None = None) -> Mapping[str, CodeValue]:
    """The causes of a day."""
    return codes(CAUSES, day or timezone.localdate())


def standing_of(declaration: str) -> Standing:
    """What stands of a declaration; the law of the day it was assessed on first. Raises NotFound."""
    snapshot = lodged_snapshot(declaration)
    kept = assessment_of(declaration)
    day = kept.on_date if kept else timezone.localdate(datetime.fromisoformat(snapshot["lodged_at"]))
    return Standing(lodged_content(declaration), snapshot, day)


def corrected_content(standing: Standing, corrections: Sequence[Mapping[str, Any]]) -> GoodsDeclaration:
    """The content with its corrections. Raises Refused with every problem, also those of the declaration's rules."""
    problems = tuple(correction_problems(corrections, len(standing.content.items)))
    if problems:
        raise Refused(*problems)
    if not corrections:
        return standing.content
    content, problems = from_plain(corrected(to_plain(standing.content), corrections))
    if content is None:
        raise Refused(*problems)
    problems = amendment_problems(standing.snapshot["reference"], content)
    if problems:
        raise Refused(*problems)
    return content


def snapshot_of(standing: Standing, content: GoodsDeclaration) -> dict[str, Any]:
    """The declaration as the computation sees it, with another content in its place."""
    if content is standing.content:
        return standing.snapshot
    old, new = to_plain(standing.content), to_plain(content)
    kept = {name: value for name, value in standing.snapshot.items() if name in new or name not in old}
    new.pop("extensions", None)
    return kept | new | {"containers": new.get("containers", [])}


def heads(declaration: str, result: Result) -> tuple[Head, ...]:
    """What the declaration's bills ask for by tax, and what a computation says is due."""
    due = dict(result.due) | {LATE_FEE: result.late_fee.amount}
    return heads_of(billed_by_tax(declaration), due)


def paid_at(declaration: str, snapshot: Mapping[str, Any]) -> datetime:
    """When the tax was paid; where none was, when the goods were released."""
    payment = payment_of(declaration)
    return payment.confirmed_at if payment else datetime.fromisoformat(snapshot["released_at"])


def term(cause: CodeValue | None, name: str, starts_at: datetime) -> datetime | None:
    """When a time limit of a cause ends that began with payment or release; None where the cause has none."""
    code = str(cause.attributes.get(name, "")) if cause else ""
    return deadline(code, starts_at).due_at if code else None


def paid_total(declaration: str) -> Decimal:
    """The tax and late declaration fee that came in on a declaration and were not given back, CNY; neither interest nor
    late payment fees are counted."""
    payment = payment_of(declaration)
    total = payment.amount if payment else ZERO
    for row in Levy.objects.filter(declaration=declaration):
        total += max(row.paid - row.surcharge, ZERO) - max(row.refunded - row.interest, ZERO)
    return total


def account_of(declaration: str) -> Account:
    """Every standing bill, payment and refund of a declaration, in the order of time."""
    entries = [
        Entry(
            bill.issued_at,
            KINDS[BillKind(bill.kind)],
            bill.number,
            owed=-bill.amount if bill.kind == BillKind.REFUND else bill.amount,
        )
        for bill in bills_of(declaration)
        if bill.state == BillState.ISSUED
    ]
    payment = payment_of(declaration)
    if payment is not None:
        entries.append(Entry(payment.confirmed_at, PAID, payment.payer_reference, paid=payment.amount))
    for row in Levy.objects.filter(declaration=declaration):
        if row.paid_at is not None:
            entries.append(Entry(row.paid_at, PAID_AFTER, row.payment_reference, paid=row.paid))
        if row.refunded_at is not None:
            entries.append(Entry(row.refunded_at, GIVEN_BACK, row.refund_reference, paid=-row.refunded))
    entries.sort(key=lambda entry: entry.at)
    owed = sum((entry.owed or ZERO for entry in entries), ZERO)
    return Account(tuple(entries), owed, sum((entry.paid or ZERO for entry in entries), ZERO))


def days_late(row: Levy, paid_on: date) -> tuple[date, int]:
    """The last day of the term to pay a levy, and how many days later a payment was."""
    last = timezone.localdate(row.due_at) if row.due_at else paid_on
    return last, max((paid_on - last) // timedelta(days=1), 0)


def problem(code: str, text: Text, pointer: str = "") -> Problem:
    """A problem of this module."""
    return Problem(f"levy.{code}", text, pointer)
