"""A back-test counts what a rule would have hit, added and found."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy
import pytest

from tongguan.engines.problems import Text
from tongguan.engines.targeting import (
    Columns,
    Comparison,
    Field,
    FieldType,
    Operator,
    Past,
    Schema,
    back_test,
    facts_of,
    rows_holding,
)

SCHEMA = Schema([Field("flow", FieldType.TEXT, Text(zh="标志", en="flow"))])
IMPORTS = Comparison("flow", Operator.EQ, ("I",))
FIRST = date(2026, 3, 1)


def past(rows: list[dict[str, Any]]) -> Past:
    def column(name: str, default: Any, kind: type) -> Any:
        return numpy.array([row.get(name, default) for row in rows], dtype=kind)

    return Past(
        Columns([facts_of(row, [], SCHEMA) for row in rows], SCHEMA),
        [FIRST + timedelta(days=row.get("day", 0)) for row in rows],
        column("inclusion", 0.1, float), column("risk", 0.0, float), column("chosen", False, bool),
        column("known", False, bool), column("finding", False, bool), column("revenue", 0.0, float),
        column("reviewed", False, bool),
    )  # fmt: skip


def test_hits_load_and_capacity_by_day():
    rows = [
        {"flow": "I", "inclusion": 0.1},
        {"flow": "I", "inclusion": 0.55, "risk": 0.5},
        {"flow": "E", "inclusion": 0.1},
        {"flow": "I", "day": 2, "inclusion": 1.0, "risk": 1.0},
    ]
    found = back_test(IMPORTS, past(rows), review=False, probability=0.5, capacity_a_day=1.0)
    assert (found.declarations, found.hits, [day.hits for day in found.days]) == (4, 3, [2, 1])
    first, last = found.days
    assert (first.day, first.load) == (FIRST, pytest.approx(0.75))
    # only the first is new: .5 by the rule where nothing was, of what the random arm of .1 does not choose anyway
    assert first.added == pytest.approx(0.5 * 0.9)
    assert first.over
    assert (last.added, last.over) == (0.0, False)


def test_a_review_rule_adds_the_papers_not_reviewed_yet():
    rows = [{"flow": "I", "reviewed": True}, {"flow": "I"}, {"flow": "E"}]
    (day,) = back_test(IMPORTS, past(rows), review=True, probability=1.0).days
    assert (day.load, day.added, day.capacity, day.over) == (1.0, 1.0, None, False)


def test_rates_and_revenue_come_from_what_was_examined_by_its_chance():
    hits = [{"flow": "I", "inclusion": 0.5, "chosen": True, "known": True, "finding": n < 4, "revenue": 100.0 * (n < 4)}
            for n in range(10)]  # fmt: skip
    rest = [
        {"flow": "E", "inclusion": 0.2, "chosen": True, "known": True, "finding": n < 1} for n in range(20)
    ]
    unknown = [
        {"flow": "I", "inclusion": 0.0},
        {"flow": "I", "inclusion": 0.5, "chosen": True},
        {"flow": "I"},
    ]
    found = back_test(IMPORTS, past(hits + rest + unknown), review=False, probability=1.0)
    assert (found.hits, found.blind, found.waiting) == (13, 1, 1)
    assert (found.rate.rate, found.base.rate, found.rate.examined) == (
        pytest.approx(0.4),
        pytest.approx(0.05),
        10,
    )
    assert found.lift.value == pytest.approx(8)
    assert found.lift.better
    assert (found.findings.value, found.revenue.value) == (pytest.approx(8), pytest.approx(800))
    assert 400 <= found.revenue.low < 800 < found.revenue.high


def test_overlap_with_rules_in_force():
    given = past([{"flow": "I"}, {"flow": "I"}, {"flow": "E"}, {}])
    exports = rows_holding(Comparison("flow", Operator.IS_MISSING), given.columns)
    everything = rows_holding(Comparison("flow", Operator.NE, ("X",)), given.columns)
    found = back_test(IMPORTS, given, review=False, probability=1.0, others={"A": exports, "B": everything})
    assert [(each.code, each.both, each.of_this, each.of_other) for each in found.overlaps] == [
        ("A", 0, 0.0, 0.0), ("B", 2, 1.0, pytest.approx(2 / 3)),
    ]  # fmt: skip


def test_an_empty_past_says_nothing():
    found = back_test(IMPORTS, past([]), review=False, probability=1.0)
    assert (found.hits, found.days, found.rate.rate, found.lift.better) == (0, (), None, False)
