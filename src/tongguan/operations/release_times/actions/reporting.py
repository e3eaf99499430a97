"""Issues a study as a signed document; the weekly one by the clock, whole or not at all."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tongguan.operations.release_times.contracts import TOPICS, Question
from tongguan.operations.release_times.models import StudyReport
from tongguan.operations.release_times.module import REPORT, VIEW
from tongguan.operations.release_times.queries.study import study
from tongguan.operations.release_times.rules.sheet import TITLE, sheet
from tongguan.platform.documents.interface import DocumentKind, issue
from tongguan.platform.events.interface import unhandled
from tongguan.platform.permissions.interface import SYSTEM, Actor, require

KIND = DocumentKind(
    code="release_time.study",
    title=TITLE,
    letters="TRS",
    may_see=lambda actor, ref: visible_report(actor, ref) is not None,
)
WEEK = timedelta(days=7)


class NotComplete(RuntimeError):
    """Events of the period have not been handled yet: a report now would show a part as the whole."""


@transaction.atomic
def issue_report(*, actor: Actor, question: Question, weekly: bool = False) -> StudyReport:
    """Count, draw, typeset and sign a study of what the actor may see. NotAllowed without the permission;
    NotComplete where events of the period are unhandled."""
    require(actor, REPORT)
    end = timezone.make_aware(datetime.combine(question.until + timedelta(days=1), datetime.min.time()))
    behind = unhandled(TOPICS, min(end, timezone.now() - timedelta(minutes=1)))
    if behind:
        raise NotComplete(f"{behind} events of the period have not been handled")
    found = study(actor, question)
    report = StudyReport.objects.create(
        weekly=weekly,
        since=question.since,
        until=question.until,
        question={name: str(value) for name, value in asdict(question).items()},
        offices=[] if actor.kind == "system" else sorted(actor.office_ids),
        released=found.released,
        made_at=found.at,
    )
    report.document = issue(
        kind=KIND.code,
        subject=("release_time_study", f"{question.since}/{question.until}/{report.pk}"),
        template="documents/record.typ",
        data=sheet(found),
        actor=actor,
    )
    report.save(update_fields=["document"])
    return report


def week_before(day: date) -> Question:
    """The last whole week before a day."""
    monday = day - timedelta(days=day.weekday()) - WEEK
    return Question(monday, monday + timedelta(days=6))


def week_so_far(day: date) -> Question:
    """The week of a day, from its Monday to that day."""
    return Question(day - timedelta(days=day.weekday()), day)


def issue_weekly(due_at: datetime) -> int:
    """The study of the week before a moment, Monday to Sunday, of the whole house; how many declarations it holds."""
    question = week_before(timezone.localtime(due_at).date())
    done = StudyReport.objects.filter(weekly=True, since=question.since).first()
    if done is None:
        done = issue_report(actor=SYSTEM, question=question, weekly=True)
    return done.released


def reports(actor: Actor) -> list[StudyReport]:
    """The latest reports that the actor may see, newest first."""
    found = StudyReport.objects.select_related("document").order_by("-made_at")[:200]
    return [each for each in found if _sees(actor, each)][:20]


def visible_report(actor: Actor, ref: str) -> StudyReport | None:
    """The report that a document's subject (`since/until/id`) names, if the actor may see it: the
    whole house's for who issues reports, an office's for its officers."""
    key = ref.rsplit("/", 1)[-1]
    report = StudyReport.objects.filter(pk=int(key)).first() if key.isdecimal() else None
    return report if report is not None and _sees(actor, report) else None


def _sees(actor: Actor, report: StudyReport) -> bool:
    if actor.kind == "system" or not report.offices:
        return actor.may(REPORT)
    return actor.may(VIEW) and set(report.offices) <= actor.office_ids
