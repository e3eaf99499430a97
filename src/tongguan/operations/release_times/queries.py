"""Reads: figures of each step, the rows behind them, the distribution, the summary."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongguan.operations.release_times.contracts import Figures, Summary
from tongguan.operations.release_times.enums import StepCode
from tongguan.operations.release_times.models import Release, ReleaseStep
from tongguan.operations.release_times.module import VIEW
from tongguan.operations.release_times.rules import percentile
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.reference.interface import ReferenceMissing, parameter

TARGETS = {
    StepCode.ARRIVAL_LODGED: "arrival_lodged",
    StepCode.LODGED_SELECTED: "lodged_selected",
    StepCode.REVIEW: "selected_examined",
    StepCode.EXAMINATION: "selected_examined",
    StepCode.DECISION: "examined_assessed",
    StepCode.ASSESSED_RELEASED: "assessed_released",
    StepCode.RELEASED_OUT: "released_out",
    StepCode.CLEARANCE: "lodged_released",
}
BINS = 16


def target_seconds(code: str) -> float | None:
    """The dated target of a step; None where none is set."""
    minutes = _number(f"release_time.target.{TARGETS[StepCode(code)]}")
    return None if minutes is None else float(minutes) * 60


def reminder_share() -> float | None:
    """At which share of the target a reminder is due; None where none is set."""
    share = _number("release_time.reminder_share")
    return None if share is None else float(share)


def _number(code: str) -> Decimal | None:
    try:
        return parameter(code, timezone.localdate())
    except ReferenceMissing:
        return None


def visible_steps(actor: Actor) -> QuerySet[ReleaseStep]:
    """The steps of declarations at the actor's offices."""
    rows = ReleaseStep.objects.select_related("release", "release__office")
    if actor.kind == "system":
        return rows
    return rows.filter(release__office_id__in=actor.office_ids) if actor.may(VIEW) else rows.none()


def figures_of(code: str, rows: QuerySet[ReleaseStep]) -> Figures:
    """Figures of one step over the given rows, open ones left aside."""
    found = rows.filter(code=code).order_by().values_list("seconds", "excluded", "stopped_seconds")
    measured = sorted((seconds, stopped) for seconds, _why, stopped in found if seconds is not None)
    ordered = [seconds for seconds, _stopped in measured]
    count, target = len(ordered), target_seconds(code)
    return Figures(
        step=code,
        count=count,
        p50=percentile(ordered, 0.5),
        p80=percentile(ordered, 0.8),
        p95=percentile(ordered, 0.95),
        mean=sum(ordered) / count if count else None,
        excluded=dict(Counter(why for _seconds, why, _stopped in found if why)),
        stopped_mean=sum(stopped for _seconds, stopped in measured) / count if count else 0.0,
        target_seconds=target,
        within_target=count if target is None else sum(seconds <= target for seconds in ordered),
    )


def all_figures(rows: QuerySet[ReleaseStep]) -> list[Figures]:
    """Figures of every step, in the order of the way."""
    return [figures_of(code, rows) for code in StepCode.values]


def histogram(code: str, rows: QuerySet[ReleaseStep]) -> list[tuple[float, float, int]]:
    """(from, to, how many) in bins of equal width up to the 99th percentile; the last holds all beyond."""
    ordered = sorted(
        rows.filter(code=code, seconds__isnull=False).order_by().values_list("seconds", flat=True)
    )
    if not ordered:
        return []
    top = percentile(ordered, 0.99) or ordered[-1] or 1.0
    width = top / BINS
    counts = Counter(min(int(seconds / width), BINS - 1) for seconds in ordered)
    return [(n * width, (n + 1) * width, counts[n]) for n in range(BINS)]


def between(
    rows: QuerySet[ReleaseStep], since: datetime | None, until: datetime | None
) -> QuerySet[ReleaseStep]:
    """Steps that ended in a span; excluded ones without an end are placed by their beginning."""
    for side, moment in (("gte", since), ("lt", until)):
        if moment is not None:
            placed = Q(**{f"ended_at__{side}": moment}) | Q(ended_at=None, **{f"started_at__{side}": moment})
            rows = rows.filter(placed)
    return rows


def summary(since: datetime) -> Summary:
    """The state of clearance times for the command centre."""
    rows = between(ReleaseStep.objects.all(), since, None)
    waiting = Release.objects.filter(lodged_at__isnull=False, released_at=None, ended=False)
    return Summary(
        since=since,
        released=Release.objects.filter(released_at__gte=since).count(),
        open=waiting.count(),
        overdue=_overdue(waiting),
        clearance=figures_of(StepCode.CLEARANCE, rows),
        steps=[figures_of(code, rows) for code in StepCode.values if code != StepCode.CLEARANCE],
    )


def _overdue(waiting: QuerySet[Release]) -> int:
    target = target_seconds(StepCode.CLEARANCE)
    if target is None:
        return 0
    late = waiting.filter(waiting_since=None, lodged_at__lt=timezone.now() - timedelta(seconds=target))
    return late.count()
