"""Effects of declaring in two steps: the summary, the arrival, the pick-up, the complete declaration."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from tongguan.engines.declaration import GoodsDeclaration, difference, from_json
from tongguan.engines.declaration.two_step import last_day, shift
from tongguan.operations.declarations.actions.effects import enter
from tongguan.operations.declarations.contracts import Statement
from tongguan.operations.declarations.enums import Stage
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.queries import completion_findings, summary_findings
from tongguan.platform.calendars.interface import calendar
from tongguan.platform.cases.interface import Moving
from tongguan.platform.reference.interface import parameter

LIMIT = "two_step.completion_time_limit"


def summarised(moving: Moving) -> None:
    """Take the summary in: what the law of the day asks for, the number that stays, the lines as far as stated."""
    case: Declaration = moving.case
    today = timezone.localdate()
    statement = Statement(**case.statement)
    enter(moving, summary_findings(case.document, statement, case.applicant, today))
    case.summary_content = case.content
    case.summary_lodged_at = case.lodged_at


def arrived(moving: Moving) -> None:
    """Keep the day of entry and, counted from it, by when the complete declaration is due."""
    case: Declaration = moving.case
    case.entered_on = date.fromisoformat(moving.data["entered_on"])
    case.complete_by = complete_by(case.entered_on)
    moving.facts.update(complete_by=case.complete_by.isoformat())


def complete_by(entered: date) -> datetime:
    """The last moment of the last day in time."""
    last = last_day(entered, int(parameter(LIMIT, entered)), calendar())
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time())) - timedelta(microseconds=1)


def picked_up(moving: Moving) -> None:
    """The goods may be taken from now on."""
    case: Declaration = moving.case
    case.pick_up_at = timezone.now()
    case.security_amount = Decimal(moving.data["amount"])


def completed(moving: Moving) -> None:
    """Take the complete declaration in: everything a declaration states, nothing of the summary's fixed fields changed.

    Too late, it goes on as if there had been one step only. How far it moved from the summary is kept for selection.
    """
    case: Declaration = moving.case
    summary, complete = summary_of(case), case.document
    enter(moving, completion_findings(summary, complete, case))
    now = case.lodged_at
    if case.stage == Stage.SUMMARY:  # a correction later on does not make what was in time late
        late = case.complete_by is not None and now is not None and now > case.complete_by
        case.stage = Stage.LATE if late else Stage.COMPLETE
    late = case.stage == Stage.LATE
    changes = difference(summary, complete)
    late_days = (timezone.localdate(now) - timezone.localdate(case.complete_by)).days if late else 0
    case.shift = shift(summary, complete, changes).as_dict() | {"late_days": late_days}
    moving.facts.update(late_days=late_days, fields_changed=case.shift["summary_fields_changed"])


def summary_of(case: Declaration) -> GoodsDeclaration:
    """The summary that was accepted."""
    found, problems = from_json(case.summary_content.encode())
    if found is None:
        raise ValueError(f"{case.reference}: the stored summary is unreadable: {problems[0].message.en}")
    return found
