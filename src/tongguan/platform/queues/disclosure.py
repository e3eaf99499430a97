"""What everybody may count of draws in a span of time. Only of ended rounds; no name, no entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, IntegerField, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, TruncDate

from tongguan.engines.problems import Text
from tongguan.platform.queues.enums import PUBLISHED, Fallback, RoundState
from tongguan.platform.queues.models import DrawDay, DrawRound
from tongguan.platform.queues.registry import plans

ENDED = (*PUBLISHED, RoundState.VOID)
SUMMED = ("entries", "selected", "at_risk", "at_random", "parts", "without_officer")
APART = ("kin_firm", "own_case", "recent_firm")


@dataclass(frozen=True, slots=True)
class Disclosed:
    """The ended rounds of one purpose and day (or of several): how many, of them degraded and void; what they drew from
    how many (`sums`); how often a rule kept an officer away (`kept_apart`) and each fallback was taken."""

    purpose: str
    title: Text
    day: date
    rounds: int
    degraded: int
    void: int
    sums: Mapping[str, int]
    kept_apart: Mapping[str, int]
    fallbacks: Mapping[str, int]


def disclosed(since: datetime, until: datetime) -> list[Disclosed]:
    """The counts of every purpose and day between two moments of opening, in one query."""
    ended = DrawRound.objects.filter(opened_at__gte=since, opened_at__lt=until, state__in=ENDED)
    rows = ended.annotate(day=TruncDate("opened_at")).order_by("purpose", "day").values("purpose", "day")
    counted = rows.annotate(
        rounds=Count("pk"),
        degraded=Count("pk", filter=Q(state=RoundState.DEGRADED)),
        void=Count("pk", filter=Q(state=RoundState.VOID)),
        **{f"n_{name}": _sum(f"counts__{name}") for name in SUMMED},
        **{f"k_{name}": _sum(f"counts__kept_apart__{name}") for name in APART},
        **{f"f_{code.value}": _sum(f"fallbacks__{code.value}") for code in Fallback},
    )
    known = plans()
    return [
        Disclosed(
            row["purpose"],
            known[row["purpose"]].title
            if row["purpose"] in known
            else Text(zh=row["purpose"], en=row["purpose"]),
            row["day"],
            row["rounds"],
            row["degraded"],
            row["void"],
            {name: row[f"n_{name}"] for name in SUMMED},
            {name: row[f"k_{name}"] for name in APART},
            {code.value: row[f"f_{code.value}"] for code in Fallback},
        )
        for row in counted
    ]


def _sum(path: str) -> Coalesce:
    return Coalesce(Sum(Cast(KT(path), IntegerField())), 0)


def together(rows: Iterable[Disclosed]) -> Disclosed | None:
    """Several as one, under the first's name and day; None of none."""
    given = list(rows)
    if not given:
        return None
    first = given[0]
    return Disclosed(
        first.purpose,
        first.title,
        first.day,
        sum(row.rounds for row in given),
        sum(row.degraded for row in given),
        sum(row.void for row in given),
        _added([row.sums for row in given]),
        _added([row.kept_apart for row in given]),
        _added([row.fallbacks for row in given]),
    )


def closed_days(days: Iterable[date]) -> frozenset[date]:
    """Which of these days the ledger has the closing of."""
    return frozenset(DrawDay.objects.filter(day__in=list(days)).values_list("day", flat=True))


def latest_rounds(count: int) -> Sequence[DrawRound]:
    """The newest rounds, running ones included; give each to `summary` before anybody sees it."""
    return list(DrawRound.objects.defer("record", "inputs").order_by("-opened_at")[:count])


def _added(given: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in given:
        total.update(each)
    return dict(total)
