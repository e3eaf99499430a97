"""What happens with a step, inside its transaction; named by the workflow."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from tongguan.engines.identifiers import declaration_number
from tongguan.operations.declarations.actions.columns import allot, drop_lines, store_lines
from tongguan.operations.declarations.errors import SubmissionReused
from tongguan.operations.declarations.queries import findings
from tongguan.platform.cases.interface import Moving
from tongguan.platform.permissions.interface import Refused


def lodged(moving: Moving) -> None:
    """Check everything, give the number, store the lines."""
    case = moving.case
    problems = findings(case.document)
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


def released(moving: Moving) -> None:
    """Keep the moment for lists and searches; the timeline says the rest."""
    moving.case.released_at = timezone.now()


def routed(moving: Moving) -> None:
    """Tell the timeline why; the reasons were put on the case by whoever routes it."""
    moving.facts.update(lane=moving.case.lane, reasons=moving.case.risk_reasons)


def examined(moving: Moving) -> None:
    """Tell the timeline the last examination's result."""
    moving.facts.update(moving.case.examinations[-1] if moving.case.examinations else {})


def billed(moving: Moving) -> None:
    """Keep the amount that payment must equal."""
    moving.case.duty_amount = Decimal(moving.data["amount"])
