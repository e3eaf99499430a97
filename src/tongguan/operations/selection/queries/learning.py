"""Outcomes as labels: the decided declarations with what the rules and models saw and what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Max, Min
from django.utils import timezone

from tongguan.engines.risk_learning import Course, Frame, Row, frame_of
from tongguan.engines.targeting import restored
from tongguan.operations.selection.enums import Arm
from tongguan.operations.selection.models import Outcome, Selection
from tongguan.operations.selection.queries.backtests import chance
from tongguan.operations.selection.rules import SCHEMA, row_of

MOST_ROWS = 300_000
CHUNK = 2_000


def labelled(since: datetime, most: int = MOST_ROWS) -> Iterator[tuple[str, Row, Course]]:
    """(declaration, row, course) of what was decided since a moment, the latest first.

    An outcome is a label as soon as it is written, "nothing found" like a finding: it is read from the rows of
    outcomes, not from a copy. Reviews of papers are no examinations and give none.
    """
    decided = Selection.objects.filter(decided_at__gte=since, facts__isnull=False).order_by("-decided_at")
    known = _outcomes(since)
    fields = ("pk", "declaration", "facts", "decided_at", "inclusion", "by_random")
    for key, declaration, facts, at, inclusion, at_random in decided.values_list(*fields)[:most].iterator(
        CHUNK
    ):
        outcome = known.get(key)
        day = timezone.localdate(at).toordinal()
        course = Course(
            day=day,
            resolved=timezone.localdate(outcome["first"]).toordinal() if outcome else day,
            examined=outcome is not None,
            finding=bool(outcome and outcome["good"]),
            revenue=float(outcome["value"]) if outcome else 0.0,
            inclusion=chance(inclusion),
            at_random=at_random,
        )
        yield declaration, row_of(restored(facts, SCHEMA)), course


def _outcomes(since: datetime) -> dict[int, dict[str, Any]]:
    found = Outcome.objects.filter(selection__decided_at__gte=since).exclude(arm=Arm.REVIEW)
    counted = found.values("selection").annotate(
        good=BoolOr("finding"), value=Max("recovered_value"), first=Min("at")
    )
    return {each["selection"]: each for each in counted}


def frame_since(since: datetime, most: int = MOST_ROWS) -> Frame:
    """The same as columns."""
    rows = list(labelled(since, most))
    return frame_of([row for _name, row, _course in rows], [course for _name, _row, course in rows])
