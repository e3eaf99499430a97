"""What happens with a step, inside its transaction; named by the workflow."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone

from tongguan.engines.identifiers import declaration_number
from tongguan.engines.problems import Problem
from tongguan.operations.declarations.actions.columns import allot, drop_lines, store_lines
from tongguan.operations.declarations.enums import LET_OUT, Stage
from tongguan.operations.declarations.errors import NoCover, SubmissionReused
from tongguan.operations.declarations.queries import findings
from tongguan.operations.guarantees.interface import discharge, hold
from tongguan.platform.cases.interface import Moving
from tongguan.platform.permissions.interface import Refused


def lodged(moving: Moving) -> None:
    """Check everything, give the number, store the lines."""
    enter(moving, findings(moving.case.document))


def enter(moving: Moving, problems: Iterable[Problem]) -> None:
    """Take a declaration in, or refuse it with every problem: its number (once), its lines, the moment."""
    case, problems = moving.case, tuple(problems)
    if problems:
        raise Refused(*problems)
    now = timezone.now()
    if not case.declaration_number:
        year = timezone.localdate(now).year
        key, sequence, used = allot(case.customs_office, year, case.flow, case.submission_id)
        if case.pk is None:
            if used:
                raise SubmissionReused
            case.pk, case.reference = key, reference_of(key)
        case.declaration_number = declaration_number(case.customs_office, year, case.flow, sequence)
        case.submission_sha256 = case.content_sha256
    else:
        drop_lines(case)
    case.lodged_at = now
    store_lines(case)
    moving.facts.update(
        declaration_number=case.declaration_number,
        content_sha256=case.content_sha256,
        lines=case.line_count,
        bill=case.bill_number,
    )


def reference_of(key: int) -> str:
    """The house reference of a declaration's primary key."""
    return f"D{key:010d}"


def subject_of(reference: str) -> str:
    """How a guarantee names the declaration it stands for."""
    return f"declaration/{reference}"


def released(moving: Moving) -> None:
    """Keep the moment for lists and searches; the timeline says the rest. A guarantee for the tax is free again."""
    case, now = moving.case, timezone.now()
    case.released_at = now
    case.pick_up_at = case.pick_up_at or now
    discharged(moving)


def discharged(moving: Moving) -> None:
    """Free what a guarantee held for this declaration, if anything; most never had one."""
    if moving.case.security_amount is not None:
        freed = discharge(subject=subject_of(moving.case.reference), reason=moving.transition.code)
        if freed:
            moving.facts.update(guarantee_freed=str(freed))


def guaranteed(moving: Moving) -> None:
    """Hold the bill's amount on a guarantee of the firm's; refused where none has room for it."""
    case = moving.case
    number = hold(
        firm_id=case.applicant_id,
        subject=subject_of(case.reference),
        amount_cny=case.duty_amount or Decimal(0),
    )
    if number is None:
        raise NoCover(case.duty_amount)
    case.security_amount = case.duty_amount
    case.pick_up_at = case.pick_up_at or timezone.now()
    moving.facts.update(guarantee=number, amount=str(case.duty_amount))


def routed(moving: Moving) -> None:
    """Tell the timeline why; the reasons were put on the case by whoever routes it."""
    moving.facts.update(lane=moving.case.lane, reasons=moving.case.risk_reasons)


def examined(moving: Moving) -> None:
    """Tell the timeline the last examination's result."""
    moving.facts.update(moving.case.examinations[-1] if moving.case.examinations else {})


def billed(moving: Moving) -> None:
    """Keep the amount that payment must equal; what a guarantee holds for goods that went grows to it, with room."""
    case = moving.case
    case.duty_amount = Decimal(moving.data["amount"])
    if case.security_amount is not None and case.duty_amount > case.security_amount:
        subject = subject_of(case.reference)
        held = hold(firm_id=case.applicant_id, subject=subject, amount_cny=case.duty_amount)
        case.security_amount = case.duty_amount if held else case.security_amount
        moving.facts.update(secured=held is not None)


def amended(moving: Moving) -> None:
    """Store the lines of the content that was approved; an amended summary is the summary from now on."""
    case = moving.case
    drop_lines(case)
    store_lines(case)
    case.duty_amount = case.duty_amount if case.state in LET_OUT else None
    if case.stage == Stage.SUMMARY:
        case.summary_content = case.content
    moving.facts.update(content_sha256=case.content_sha256)


def ended(moving: Moving) -> None:
    """Nothing is owed any more: what a guarantee held is free."""
    discharged(moving)
