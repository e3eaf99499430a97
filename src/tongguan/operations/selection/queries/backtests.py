"""What a rule would have done to the declarations that were decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import isinf
from typing import Any

import numpy as np
from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Max
from django.utils import timezone

from tongguan.engines.targeting import BackTest, Columns, Past, back_test, restored, rows_holding
from tongguan.operations.selection.enums import Arm, RuleLane
from tongguan.operations.selection.models import Outcome, RiskRule, Selection
from tongguan.operations.selection.queries.plans import back_test_days, capacity_per_day
from tongguan.operations.selection.queries.versions import active_rules, condition_of, readable
from tongguan.operations.selection.rules import SCHEMA

MOST_DECLARATIONS = 20_000
"""The latest so many are asked, to keep a page waiting for seconds at most."""
MOST_OVERLAPS = 20


def past_of(since: datetime) -> tuple[Past, list[Selection]]:
    """The decided declarations since a moment, the latest where there are too many, oldest first."""
    decided = Selection.objects.filter(decided_at__gte=since, facts__isnull=False)
    rows = list(reversed(decided.order_by("-decided_at")[:MOST_DECLARATIONS]))
    outcomes = outcomes_of(rows)
    known = [outcomes.get(row.pk) for row in rows]
    return Past(
        columns=Columns((restored(row.facts, SCHEMA) for row in rows), SCHEMA),
        days=[timezone.localdate(row.decided_at) for row in rows],
        inclusion=np.array([chance(row.inclusion) for row in rows], dtype=float),
        risk_chance=np.array([chance(row.risk_share) for row in rows], dtype=float),
        chosen=np.array([row.lane == "inspection" for row in rows], dtype=bool),
        known=np.array([each is not None for each in known], dtype=bool),
        finding=np.array([each is not None and each[0] for each in known], dtype=bool),
        revenue=np.array([float(each[1]) if each else 0.0 for each in known], dtype=float),
        reviewed=np.array([row.lane == "review" for row in rows], dtype=bool),
    ), rows


def outcomes_of(rows: Iterable[Selection]) -> dict[int, tuple[bool, Decimal]]:
    """(finding, recovered CNY) of each examined selection; reviews of papers are no examinations."""
    found = Outcome.objects.filter(selection__in=[row.pk for row in rows]).exclude(arm=Arm.REVIEW)
    counted = found.values_list("selection").annotate(good=BoolOr("finding"), value=Max("recovered_value"))
    return {key: (good, value) for key, good, value in counted}


def chance(stored: str) -> float:
    """A stored fraction as a number; 0 where none was stored."""
    return float(Fraction(stored)) if stored else 0.0


def back_test_of(rule: RiskRule) -> dict[str, Any]:
    """The rule's back-test over the last weeks as plain JSON."""
    today = timezone.localdate()
    first = today - timedelta(days=back_test_days(today))
    start = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    past, rows = past_of(start)
    in_force = readable(active_rules(today).exclude(code=rule.code).defer("back_test"))
    others = {each.reference: rows_holding(compiled.condition, past.columns) for each, compiled in in_force}
    review = rule.lane == RuleLane.REVIEW
    found = back_test(
        condition_of(rule).condition,
        past,
        review=review,
        probability=float(rule.probability),
        capacity_a_day=None if review else capacity_per_day(today),
        others=others,
    )
    return {
        "from": first.isoformat(),
        "to": today.isoformat(),
        "complete": len(rows) < MOST_DECLARATIONS,
        **told(found),
    }


def told(found: BackTest) -> dict[str, Any]:
    """A back-test as plain JSON: dates as text, no bound as null, the strongest overlaps."""
    plain = _plain(asdict(found))
    plain["lift"]["better"] = found.lift.better
    plain["days"] = [{**_plain(asdict(day)), "over": day.over} for day in found.days]
    overlaps = sorted((each for each in found.overlaps if each.both), key=lambda each: -each.both)
    plain["overlaps"] = [asdict(each) for each in overlaps[:MOST_OVERLAPS]]
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and isinf(value) else value
