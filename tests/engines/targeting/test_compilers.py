"""Closures, the index and the columns give the same answer of every record, whatever stands in it."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from typing import Any

import numpy
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tongguan.engines.problems import Text
from tongguan.engines.targeting import (
    All,
    AnyOf,
    Columns,
    Comparison,
    Condition,
    Facts,
    Field,
    FieldType,
    Lines,
    Not,
    Operator,
    Quantifier,
    RuleSet,
    Schema,
    compile_condition,
    facts_of,
    rows_holding,
)
from tongguan.engines.targeting.conditions import TYPES
from tongguan.engines.targeting.spans import beyond_prefix
from tongguan.engines.targeting.terms import MOST_TERMS, terms_of

TITLE = Text(zh="字段", en="field")
TYPE = {"flow": FieldType.TEXT, "mass": FieldType.NUMBER, "day": FieldType.DATE, "urgent": FieldType.BOOLEAN}
SCHEMA = Schema(Field(code, kind, TITLE, line=line) for code, kind in TYPE.items() for line in (False, True))

TEXTS = [
    "I",
    "8471",
    "84",
    "847",
    "é",
    "e\u0301",
    "通",
    "通关",
    "\U0010ffff",
    "\U0010ffffa",
    "\ud800",
    "a\x00",
    "a",
]
NUMBERS = [
    "0",
    "-0",
    "0.0",
    "1",
    "1.0",
    "10",
    "1e16",
    "10000000000000001",
    "-3.5",
    "0.1",
    "9" * 60,
    "-" + "9" * 59,
]
DAYS = [date(2026, 1, 1), date(2026, 6, 30), date.min, date.max]
CONSTANTS: dict[FieldType, st.SearchStrategy[Any]] = {
    FieldType.TEXT: st.sampled_from(TEXTS) | st.text(min_size=1, max_size=3),
    FieldType.NUMBER: st.sampled_from([Decimal(n) for n in NUMBERS]) | st.integers(-3, 3).map(Decimal),
    FieldType.DATE: st.sampled_from(DAYS),
    FieldType.BOOLEAN: st.booleans(),
}  # fmt: skip
GIVEN: dict[FieldType, st.SearchStrategy[Any]] = {
    FieldType.TEXT: CONSTANTS[FieldType.TEXT] | st.sampled_from([None, "", 84, True, [], {}, 1.5]),
    FieldType.NUMBER: st.sampled_from(
        [*NUMBERS, None, "", "x", math.nan, math.inf, -math.inf, -0.0, 0, 10**16, 10**16 + 1, 10**5000, 0.1,
         1e16, 5e-324, 1.7e308, True, [], Decimal("NaN"), Decimal("sNaN"), Decimal("-0"), "１"]
    ) | st.integers(-3, 3),
    FieldType.DATE: st.sampled_from([*DAYS, "2026-06-30", "2026-06-30T10:00:00Z", "", None, "30.6.2026", 20260630]),
    FieldType.BOOLEAN: st.sampled_from([True, False, None, "", 0, 1, "true"]),
}  # fmt: skip


@st.composite
def leaves(draw, in_line: bool) -> Comparison:
    """Any comparison the types allow, lists without values included (which a file may not hold)."""
    code, of_line = draw(st.sampled_from(sorted(TYPE))), in_line and draw(st.booleans())
    kind = TYPE[code]
    operator = draw(st.sampled_from([each for each in Operator if kind in TYPES[each]]))
    values: list[Any] = []
    if operator is Operator.BETWEEN:
        values = sorted(draw(st.tuples(CONSTANTS[kind], CONSTANTS[kind])))
    elif operator in (Operator.IN, Operator.NOT_IN, Operator.MATCHES_ANY_PREFIX):
        values = draw(st.lists(CONSTANTS[kind], max_size=4))
    elif operator is not Operator.IS_MISSING:
        values = [draw(CONSTANTS[kind])]
    return Comparison(("line." if of_line else "") + code, operator, tuple(values))


def trees(in_line: bool = False, depth: int = 3) -> st.SearchStrategy[Condition]:
    if depth == 0:
        return leaves(in_line)
    inner = trees(in_line, depth - 1)
    parts = st.lists(inner, max_size=3).map(tuple)
    made: list[st.SearchStrategy[Any]] = [
        leaves(in_line), st.builds(All, parts), st.builds(AnyOf, parts), st.builds(Not, inner)
    ]  # fmt: skip
    if not in_line:
        made.append(st.builds(Lines, st.sampled_from(Quantifier), trees(True, depth - 1)))
    return st.one_of(made)


@st.composite
def records(draw) -> Facts:
    row = st.fixed_dictionaries({}, optional={code: GIVEN[kind] for code, kind in TYPE.items()})
    return facts_of(draw(row), draw(st.lists(row, max_size=3)), SCHEMA)


@settings(max_examples=200)
@given(st.lists(trees(), max_size=6), st.lists(records(), max_size=6))
def test_the_three_ways_agree_on_every_row(conditions, facts):
    compiled = [compile_condition(each) for each in conditions]
    truth = [[rule.holds(each) for each in facts] for rule in compiled]
    rules, columns = RuleSet(compiled), Columns(facts, SCHEMA)
    for number, record in enumerate(facts):
        assert rules.holding(record) == [n for n, row in enumerate(truth) if row[number]]
    for condition, row in zip(conditions, truth, strict=True):
        found = rows_holding(condition, columns)
        assert found.tolist() == [n for n, held in enumerate(row) if held]


@given(trees(), records())
def test_the_terms_of_a_condition_are_necessary_and_enough_where_exact(condition, facts):
    """Read back from the terms themselves, by the closures of their leaves."""

    def accepted(leaf, line) -> bool:
        view = Facts(facts.head, (line,)) if leaf.comparison.of_line else facts
        inner = Lines(Quantifier.ANY, leaf.comparison) if leaf.comparison.of_line else leaf.comparison
        return compile_condition(inner).holds(view) != leaf.negated

    def holds(term) -> bool:
        head = all(accepted(leaf, {}) for leaf in term.head)
        lines = [all(accepted(leaf, line) for leaf in term.line) for line in facts.lines]
        enough = any(lines) and (all(lines) or not term.every_line)
        return head and (enough or not term.some_line)

    terms, held = terms_of(condition), compile_condition(condition).holds(facts)
    assert not held or any(holds(term) for term in terms)
    assert held or not any(term.exact and holds(term) for term in terms)
    assert len(terms) <= MOST_TERMS


@given(st.text(max_size=4), st.text(max_size=6))
@example("\U0010ffff", "\U0010ffff")
@example("a\U0010ffff", "b")
def test_the_end_of_a_prefix_is_just_behind_it(prefix, text):
    end = beyond_prefix(prefix)
    assert text.startswith(prefix) == (prefix <= text and (end is None or text < end))


def test_floats_that_fall_together_stay_apart():
    """10^16 and 10^16 + 1 are one float, and two numbers."""
    values = [10**16 + 1, 10**16, None, 10**16 + 2]
    facts = [facts_of({"mass": value}, [], SCHEMA) for value in values]
    above = Comparison("mass", Operator.GT, (Decimal(10**16),))
    assert rows_holding(above, Columns(facts, SCHEMA)).tolist() == [0, 3]
    rules = RuleSet([compile_condition(above)])
    assert [rules.holding(each) for each in facts] == [[0], [], [], [0]]


def test_one_line_must_satisfy_the_whole_part():
    part = All(
        (Comparison("line.flow", Operator.EQ, ("a",)), Comparison("line.mass", Operator.GT, (Decimal(1),)))
    )
    condition = Lines(Quantifier.ANY, part)
    spread = facts_of({}, [{"flow": "a", "mass": 0}, {"flow": "b", "mass": 2}], SCHEMA)
    whole = facts_of({}, [{"flow": "b"}, {"flow": "a", "mass": 2}], SCHEMA)
    rules = RuleSet([compile_condition(condition)])
    assert [rules.holding(each) for each in (spread, whole)] == [[], [0]]
    assert rows_holding(condition, Columns([spread, whole], SCHEMA)).tolist() == [1]


def test_two_parts_about_lines_may_mean_different_lines():
    one, other = (
        Lines(Quantifier.ANY, Comparison("line.flow", Operator.EQ, (value,))) for value in ("a", "b")
    )
    both, rules = All((one, other)), RuleSet([compile_condition(All((one, other)))])
    facts = [
        facts_of({}, [{"flow": value} for value in lines], SCHEMA) for lines in ("ab", "a", "b", "ba", "")
    ]
    assert [rules.holding(each) for each in facts] == [[0], [], [], [0], []]
    assert rows_holding(both, Columns(facts, SCHEMA)).tolist() == [0, 3]


def test_many_rules_over_many_records_with_rare_and_common_values():
    """Large enough for postings, sorted lookups and tables of codes to be used."""
    chance = numpy.random.default_rng(11)
    facts = [
        facts_of(
            {"flow": f"T{chance.integers(300)}", "mass": round(float(chance.lognormal(4, 2)), 2)},
            [{"flow": f"{chance.integers(10_000):04}", "mass": int(chance.integers(1000))}
             for _ in range(chance.integers(0, 5))],
            SCHEMA,
        )
        for _ in range(600)
    ]  # fmt: skip
    conditions: list[Condition] = []
    for _ in range(60):
        trader = Comparison("flow", Operator.IN, tuple(f"T{n}" for n in chance.integers(300, size=5)))
        heavy = Comparison("mass", Operator.GT, (Decimal(int(chance.integers(2000))),))
        chapter = Comparison("line.flow", Operator.STARTS_WITH, (f"{chance.integers(100):02}",))
        small = Comparison("line.mass", Operator.LT, (Decimal(int(chance.integers(300))),))
        conditions += [
            All((heavy, Lines(Quantifier.ANY, All((chapter, small))))),
            AnyOf((trader, Lines(Quantifier.ANY, chapter))),
            All((Not(trader), Lines(Quantifier.ALL, small), heavy)),
        ]
    compiled = [compile_condition(each) for each in conditions]
    rules, columns = RuleSet(compiled), Columns(facts, SCHEMA)
    single = [rules.holding(each) for each in facts]
    assert 0 < sum(map(len, single)) < len(facts) * len(conditions) / 2
    for number, rule in enumerate(compiled):
        truth = [row for row, each in enumerate(facts) if rule.holds(each)]
        assert rows_holding(rule.condition, columns).tolist() == truth
        assert [row for row, found in enumerate(single) if number in found] == truth


@pytest.mark.parametrize("facts", [[], [Facts({}, ())]])
def test_nothing_to_ask_and_nothing_asked(facts):
    columns = Columns(facts, SCHEMA)
    missing = Comparison("flow", Operator.IS_MISSING)
    assert rows_holding(missing, columns).tolist() == list(range(len(facts)))
    assert [RuleSet([]).holding(each) for each in facts] == [[] for _ in facts]
