"""The Time Release Study: a cohort of declarations, counted by the database in a fixed number of reads."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Avg, Count, F, FloatField, Q, QuerySet, Sum, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.release_times.contracts import Figures, Group, PartyFigures, Question, Stop, Study
from tongguan.operations.release_times.enums import PARTY_OF, Exclusion, Party, StepCode, StopReason
from tongguan.operations.release_times.models import ReleaseStep
from tongguan.operations.release_times.module import VIEW
from tongguan.operations.release_times.queries.figures import (
    KEPT_S,
    SHARES,
    Percentiles,
    all_figures,
    histogram,
    target_seconds,
    targets_verified,
    visible_steps,
)
from tongguan.operations.release_times.rules.wording import ALL, LABELS, NOT_KNOWN, both
from tongguan.operations.release_times.rules.wording import DIMENSIONS as NAMES
from tongguan.platform.identity.interface import organisations_by_code
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.reference.interface import code_name

DIMENSIONS = {
    "lane": "release__lane",
    "flow": "release__flow",
    "mode": "release__transport_mode",
    "office": "release__office__code",
}
"""By what the clearance time is told apart, and where it lies."""
MOST_GROUPS = 20
CODES_OF = {party: [code for code, whose in PARTY_OF.items() if whose is party] for party in Party}


def kept_study(actor: Actor, question: Question) -> Study:
    """The study, counted at most once in KEPT_S for the same question of people who may see the same offices."""
    sight = sorted(actor.office_ids) if actor.may(VIEW) else "none"
    key = f"release_study:{hashlib.sha256(repr((actor.kind, sight, question)).encode()).hexdigest()}"
    found: Study | None = cache.get(key)
    if found is None:
        found = study(actor, question)
        cache.set(key, found, getattr(settings, "RELEASE_TIMES_KEPT_S", KEPT_S))
    return found


def study(actor: Actor, question: Question) -> Study:
    """The study of the declarations that the actor may see."""
    rows = narrowed(visible_steps(actor), question)
    clearance = rows.filter(code=StepCode.CLEARANCE)
    return Study(
        at=timezone.now(),
        counted_on=timezone.localdate(),
        question=question,
        narrowing=tuple(_narrowing(question)),
        released=clearance.count(),
        figures=tuple(all_figures(rows)),
        parties=tuple(_parties(rows)),
        stops=tuple(_stops(clearance)),
        groups=tuple(group for name in DIMENSIONS for group in _groups(name, clearance)),
        targets_verified=targets_verified(),
        bins=tuple(histogram(StepCode.CLEARANCE, rows)),
    )


def narrowed(rows: QuerySet[ReleaseStep], question: Question) -> QuerySet[ReleaseStep]:
    """The steps of the question's declarations."""
    rows = rows.filter(cohort(_start(question.since), _start(question.until + timedelta(days=1))))
    for name, path in DIMENSIONS.items():
        if getattr(question, name):
            rows = rows.filter(**{path: getattr(question, name)})
    return rows


def cohort(since: datetime | None, until: datetime | None) -> Q:
    """Declarations released in a span; where the release is not on record, those whose goods left in it, so that what
    cannot be measured is counted with the others."""
    found = Q()
    for side, moment in (("gte", since), ("lt", until)):
        if moment is not None:
            found &= Q(**{f"release__released_at__{side}": moment}) | Q(
                release__released_at=None, **{f"release__out_at__{side}": moment}
            )
    return found


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _parties(rows: QuerySet[ReleaseStep]) -> list[PartyFigures]:
    """Each declaration's time by party, and the figures of these sums; only declarations in which all that ended was
    measured count, so no party looks quicker for what was left out."""
    sums: Any = {
        party.value: Sum("seconds", filter=Q(code__in=codes), output_field=FloatField())
        for party, codes in CODES_OF.items()
    }
    stopped = Coalesce(Sum("stopped_seconds"), Value(0.0))
    sums[Party.TRADER.value] = Coalesce(sums[Party.TRADER.value], Value(0.0)) + stopped
    whole = rows.exclude(code=StepCode.CLEARANCE).order_by().values("release_id").annotate(
        **sums, left_out=Count("id", filter=~Q(excluded=""))
    ).filter(left_out=0)  # fmt: skip
    counted = {}
    for party in Party.values:
        counted[f"{party}_count"] = Count(party)
        counted[f"{party}_mean"] = Avg(party)
        counted[f"{party}_at"] = Percentiles(party, *SHARES)
    found = whole.aggregate(**counted)
    totals = {party: (found[f"{party}_mean"] or 0.0) * found[f"{party}_count"] for party in Party.values}
    total = sum(totals.values())
    return [
        PartyFigures(
            party,
            found[f"{party}_count"],
            *(found[f"{party}_at"] or (None,) * len(SHARES)),
            found[f"{party}_mean"],
            totals[party] / total if total else 0.0,
        )
        for party in Party.values
    ]


def _stops(clearance: QuerySet[ReleaseStep]) -> list[Stop]:
    asked: dict[str, Any] = {}
    for reason in StopReason.values:
        asked[f"{reason}_count"] = Count("id", filter=Q(stopped__has_key=reason))
        asked[f"{reason}_seconds"] = Sum(Cast(KT(f"stopped__{reason}"), FloatField()))
    found = clearance.order_by().aggregate(**asked)
    return [
        Stop(reason, found[f"{reason}_count"], found[f"{reason}_seconds"] or 0.0)
        for reason in StopReason.values
    ]


def _groups(name: str, clearance: QuerySet[ReleaseStep]) -> list[Group]:
    """One read a dimension; the largest groups first."""
    target = target_seconds(StepCode.CLEARANCE)
    quick = Q(pk__in=()) if target is None else Q(seconds__lte=target)
    rows = clearance.order_by().values(key=F(DIMENSIONS[name])).annotate(
        count=Count("seconds"),
        percentiles=Percentiles("seconds", *SHARES),
        mean=Avg("seconds"),
        stopped_mean=Avg("stopped_seconds", filter=Q(seconds__isnull=False)),
        within=Count("id", filter=quick),
        **{why: Count("id", filter=Q(excluded=why)) for why in Exclusion.values},
    )  # fmt: skip
    found = list(rows.order_by("-count", "key")[:MOST_GROUPS])
    named = _names(name, [row["key"] or "" for row in found])
    return [
        Group(name, row["key"] or "", label, _figures(row, target))
        for row, label in zip(found, named, strict=True)
    ]


def _names(dimension: str, keys: Sequence[str]) -> list[Text]:
    """Values of a dimension in words; a code that nobody knows names itself."""
    if dimension == "office":
        offices = organisations_by_code(keys)
        told = {
            code: Text(zh=each.name_zh, en=each.name_en or each.name_zh) for code, each in offices.items()
        }
    elif dimension == "mode":
        told = {key: code_name("transport_mode", key) for key in keys if key}
    else:
        told = {key: both(label) for key, label in LABELS[dimension].items()}
    return [told.get(key) or (Text(zh=key, en=key) if key else NOT_KNOWN) for key in keys]


def _narrowing(question: Question) -> list[tuple[Text, Text]]:
    """Every dimension with the value it is narrowed to, or that it is not."""
    chosen = {code: getattr(question, code) for code in DIMENSIONS}
    return [(NAMES[code], _names(code, [value])[0] if value else ALL) for code, value in chosen.items()]


def _figures(row: dict[str, Any], target: float | None) -> Figures:
    return Figures(
        StepCode.CLEARANCE.value,
        row["count"],
        *(row["percentiles"] or (None,) * len(SHARES)),
        row["mean"],
        {why: row[why] for why in Exclusion.values if row[why]},
        row["stopped_mean"] or 0.0,
        target,
        row["count"] if target is None else row["within"],
    )
