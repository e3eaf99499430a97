"""Reads: figures of each step, the rows behind them, the distribution, the summary."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.cache import cache
from django.db.models import (
    Aggregate,
    Avg,
    Count,
    F,
    FloatField,
    IntegerField,
    Max,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Floor, Least
from django.utils import timezone

from tongguan.operations.release_times.contracts import Figures, Report, Summary
from tongguan.operations.release_times.enums import StepCode
from tongguan.operations.release_times.models import Release, ReleaseStep
from tongguan.operations.release_times.module import VIEW
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.reference.interface import ReferenceMissing, parameter, parameters

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
SHARES = (0.5, 0.8, 0.9, 0.95)
"""The percentiles shown."""
KEPT_S = 60


def target_seconds(code: str) -> float | None:
    """The dated target of a step; None where none is set."""
    minutes = _number(f"release_time.target.{TARGETS[StepCode(code)]}")
    return None if minutes is None else float(minutes) * 60


def targets_verified() -> bool:
    """Whether every target that is set was verified by somebody; pages and papers say so where not."""
    known = parameters(timezone.localdate())
    rows = [known.get(f"release_time.target.{name}") for name in TARGETS.values()]
    return all(row.verified for row in rows if row is not None)


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


class Percentile(Aggregate):
    """PostgreSQL's percentile_cont: linear between neighbours, the seventh definition of Hyndman and Fan."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, column: str, share: float) -> None:
        super().__init__(column, share=share)


class Percentiles(Aggregate):
    """Several percentiles of one sort, as a list."""

    function = "percentile_cont"
    template = "%(function)s(ARRAY[%(shares)s]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())

    def __init__(self, column: str, *shares: float) -> None:
        super().__init__(column, shares=", ".join(str(share) for share in shares))


def figures_of(code: str, rows: QuerySet[ReleaseStep]) -> Figures:
    """Figures of one step over the given rows, open ones left aside."""
    return _figures([code], rows.filter(code=code))[0]


def all_figures(rows: QuerySet[ReleaseStep]) -> list[Figures]:
    """Figures of every step, in the order of the way."""
    return _figures(StepCode.values, rows)


def _figures(codes: Sequence[str], rows: QuerySet[ReleaseStep]) -> list[Figures]:
    """Counted by the database in two reads, whatever the number of rows."""
    targets = {code: target_seconds(code) for code in codes}
    within = [Q(code=code, seconds__lte=target) for code, target in targets.items() if target is not None]
    by_code = rows.order_by().values("code")
    measured = {
        row["code"]: row
        for row in by_code.filter(seconds__isnull=False).annotate(
            count=Count("id"),
            percentiles=Percentiles("seconds", *SHARES),
            mean=Avg("seconds"),
            stopped_mean=Avg("stopped_seconds"),
            within=Count("id", filter=reduce(or_, within, Q(pk__in=()))),
        )
    }
    excluded: dict[str, dict[str, int]] = defaultdict(dict)
    left_out = by_code.exclude(excluded="").values_list("code", "excluded").annotate(Count("id"))
    for code, why, count in left_out:
        excluded[code][why] = count
    return [_as_figures(code, measured.get(code, {}), excluded[code], targets[code]) for code in codes]


def _as_figures(
    code: str, row: Mapping[str, Any], excluded: Mapping[str, int], target: float | None
) -> Figures:
    count = row.get("count", 0)
    p50, p80, p90, p95 = row.get("percentiles") or (None,) * len(SHARES)
    return Figures(
        step=code,
        count=count,
        p50=p50,
        p80=p80,
        p90=p90,
        p95=p95,
        mean=row.get("mean"),
        excluded=excluded,
        stopped_mean=row.get("stopped_mean", 0.0),
        target_seconds=target,
        within_target=count if target is None else row.get("within", 0),
    )


def report(code: str, rows: QuerySet[ReleaseStep]) -> Report:
    """All figures and one step's distribution, counted at most once in KEPT_S for the same question.

    Counting reads every step of the chosen days; the page says when it was done. The question is the statement
    itself with its values, so nobody is answered from what another may see.
    """
    sql, values = rows.query.sql_with_params()
    key = f"release_times:{hashlib.sha256(repr((code, sql, values)).encode()).hexdigest()}"
    found: Report | None = cache.get(key)
    if found is None:
        found = Report(timezone.now(), tuple(all_figures(rows)), tuple(histogram(code, rows)))
        cache.set(key, found, getattr(settings, "RELEASE_TIMES_KEPT_S", KEPT_S))
    return found


def histogram(code: str, rows: QuerySet[ReleaseStep]) -> list[tuple[float, float, int]]:
    """(from, to, how many) in bins of equal width up to the 99th percentile; the last holds all beyond."""
    measured = rows.filter(code=code, seconds__isnull=False).order_by()
    edge = measured.aggregate(p99=Percentile("seconds", 0.99), most=Max("seconds"))
    if edge["p99"] is None:
        return []
    width = (edge["p99"] or edge["most"] or 1.0) / BINS
    place = Cast(Least(Floor(F("seconds") / width), Value(BINS - 1.0)), IntegerField())
    counts = dict(measured.annotate(bin=place).values_list("bin").annotate(Count("id")))
    return [(n * width, (n + 1) * width, counts.get(n, 0)) for n in range(BINS)]


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
    figures = all_figures(rows)
    return Summary(
        since=since,
        released=Release.objects.filter(released_at__gte=since).count(),
        open=waiting.count(),
        overdue=_overdue(waiting),
        clearance=next(each for each in figures if each.step == StepCode.CLEARANCE),
        steps=[each for each in figures if each.step != StepCode.CLEARANCE],
    )


def _overdue(waiting: QuerySet[Release]) -> int:
    target = target_seconds(StepCode.CLEARANCE)
    if target is None:
        return 0
    late = waiting.filter(waiting_since=None, lodged_at__lt=timezone.now() - timedelta(seconds=target))
    return late.count()
