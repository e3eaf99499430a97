"""Conditions: closures agree with a slow interpreter on random trees, and explanations carry the result."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.problems import Text
from tongguan.engines.targeting import (
    Field,
    FieldType,
    Limits,
    Schema,
    compile_condition,
    facts_of,
    in_words,
    read_condition,
    read_condition_text,
)

TITLE = Text(zh="字段", en="field")
SCHEMA = Schema(
    [
        Field("flow", FieldType.TEXT, TITLE),
        Field("mass", FieldType.NUMBER, TITLE),
        Field("day", FieldType.DATE, TITLE),
        Field("urgent", FieldType.BOOLEAN, TITLE),
        Field("code", FieldType.TEXT, TITLE, line=True),
        Field("price", FieldType.NUMBER, TITLE, line=True),
    ]
)
texts = st.sampled_from(["I", "E", "84", "8471", "0201", "x"])
numbers = st.sampled_from([0, 1, "1.5", 2, -3, "100.00"])
days = st.sampled_from(["2026-01-01", "2026-06-30", "2026-12-31"])
POOLS = {
    "flow": texts,
    "mass": numbers,
    "day": days,
    "urgent": st.booleans(),
    "code": texts,
    "price": numbers,
}
HEAD, LINE = ("flow", "mass", "day", "urgent"), ("code", "price")
ORDER = ("lt", "le", "gt", "ge")


@st.composite
def leaves(draw, in_line: bool) -> dict[str, Any]:
    code = draw(st.sampled_from(HEAD + (LINE if in_line else ())))
    name, pool = ("line." + code if code in LINE else code), POOLS[code]
    ops = ["eq", "ne", "is_missing"]
    if code != "urgent":
        ops += ["in", "not_in"]
    if code in ("flow", "code"):
        ops += ["starts_with", "matches_any_prefix"]
    if code in ("mass", "day", "price"):
        ops += [*ORDER, "between"]
    op = draw(st.sampled_from(ops))
    if op == "is_missing":
        return {"field": name, "op": op}
    if op in ("in", "not_in", "matches_any_prefix"):
        return {"field": name, "op": op, "value": draw(st.lists(pool, min_size=1, max_size=3))}
    if op == "between":
        ends = sorted(draw(st.tuples(pool, pool)), key=lambda v: v if code == "day" else Decimal(str(v)))
        return {"field": name, "op": op, "value": ends}
    return {"field": name, "op": op, "value": draw(pool)}


def trees(in_line: bool = False, depth: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    if depth == 0:
        return leaves(in_line)
    inner = trees(in_line, depth - 1)
    lists = st.lists(inner, min_size=1, max_size=3)
    made = [leaves(in_line), lists.map(lambda p: {"all": p}), lists.map(lambda p: {"any": p}),
            inner.map(lambda p: {"not": p})]  # fmt: skip
    if not in_line:
        of_line = trees(True, depth - 1)
        made += [of_line.map(lambda p: {"any_line": p}), of_line.map(lambda p: {"all_lines": p})]
    return st.one_of(made)


def records() -> st.SearchStrategy[tuple[dict, list[dict]]]:
    head = st.fixed_dictionaries({}, optional={c: st.none() | POOLS[c] for c in HEAD})
    line = st.fixed_dictionaries({}, optional={c: st.none() | POOLS[c] for c in LINE})
    return st.tuples(head, st.lists(line, max_size=3))


def slow(tree: dict[str, Any], head: dict, lines: list[dict], line: dict | None = None) -> bool:
    """The meaning of a tree read straight from its JSON, with other means than the engine's."""
    ((key, inner),) = tree.items() if "op" not in tree else ((None, None),)
    if key == "all":
        return all(slow(part, head, lines, line) for part in inner)
    if key == "any":
        return any(slow(part, head, lines, line) for part in inner)
    if key == "not":
        return not slow(inner, head, lines, line)
    if key == "any_line":
        return any(slow(inner, head, lines, each) for each in lines)
    if key == "all_lines":
        return len(lines) > 0 and all(slow(inner, head, lines, each) for each in lines)
    name = tree["field"].removeprefix("line.")
    value = (line or {}).get(name) if tree["field"].startswith("line.") else head.get(name)
    if tree["op"] == "is_missing":
        return value is None
    if value is None:
        return False
    number = name in ("mass", "price")
    plain = (lambda v: float(v)) if number else (lambda v: v)
    asked, got = tree["value"], plain(value)
    wanted = [plain(v) for v in asked] if isinstance(asked, list) else plain(asked)
    return {
        "eq": lambda: got == wanted,
        "ne": lambda: got != wanted,
        "in": lambda: got in wanted,
        "not_in": lambda: got not in wanted,
        "lt": lambda: got < wanted,
        "le": lambda: got <= wanted,
        "gt": lambda: got > wanted,
        "ge": lambda: got >= wanted,
        "between": lambda: wanted[0] <= got <= wanted[1],
        "starts_with": lambda: got[: len(wanted)] == wanted,
        "matches_any_prefix": lambda: any(got[: len(each)] == each for each in wanted),
    }[tree["op"]]()


@given(trees(), records())
def test_closures_agree_with_a_slow_interpreter(tree, record):
    head, lines = record
    condition, problems = read_condition(tree, SCHEMA)
    assert not problems
    compiled, facts = compile_condition(condition), facts_of(head, lines, SCHEMA)
    assert compiled.holds(facts) == slow(tree, head, lines)


@given(trees(), records())
def test_explanations_name_real_values_and_hold_as_they_say(tree, record):
    head, lines = record
    condition, _problems = read_condition(tree, SCHEMA)
    facts = facts_of(head, lines, SCHEMA)
    for match in compile_condition(condition).explain(facts):
        name = match.field.removeprefix("line.")
        row = lines[match.line - 1] if match.line else head
        given_value = row.get(name)
        shown = match.as_json()["actual"]
        assert (shown is None) == (given_value is None)
        tree_at: Any = tree
        for part in filter(None, match.pointer.split("/")):
            tree_at = tree_at[int(part) if part.isdigit() else part]
        assert slow(tree_at, head, lines, lines[match.line - 1] if match.line else None) == match.holds


@given(trees(), records())
def test_a_record_that_satisfies_is_explained(tree, record):
    head, lines = record
    condition, _problems = read_condition(tree, SCHEMA)
    compiled, facts = compile_condition(condition), facts_of(head, lines, SCHEMA)
    if compiled.holds(facts) and lines:
        assert compiled.explain(facts)


@given(trees())
def test_every_condition_can_be_said_in_both_languages(tree):
    condition, _problems = read_condition(tree, SCHEMA)
    said = in_words(condition, SCHEMA)
    assert "字段" in said.zh
    assert "field" in said.en


@pytest.mark.parametrize(
    ("tree", "code", "pointer"),
    [
        ({"field": "nope", "op": "eq", "value": 1}, "condition.field", "/field"),
        ({"all": [{"field": "line.code", "op": "eq", "value": "x"}]}, "condition.line_field", "/all/0/field"),
        ({"any_line": {"all_lines": {}}}, "condition.nested_lines", "/any_line/all_lines"),
        ({"field": "flow", "op": "lt", "value": "x"}, "condition.operator_type", "/op"),
        ({"field": "flow", "op": "like", "value": "x"}, "condition.operator", "/op"),
        ({"field": "flow", "op": "eq", "value": 1}, "condition.value", "/value"),
        ({"field": "mass", "op": "in", "value": [1, "x"]}, "condition.value", "/value/1"),
        ({"field": "mass", "op": "between", "value": [2, 1]}, "condition.value_range", "/value"),
        ({"field": "mass", "op": "eq"}, "condition.value_missing", "/value"),
        ({"field": "mass", "op": "is_missing", "value": 1}, "condition.value_unwanted", "/value"),
        ({"field": "mass", "op": "eq", "value": 1, "extra": 2}, "condition.key", ""),
        ({"all": []}, "condition.parts", "/all"),
        ({"all": [1]}, "condition.shape", "/all/0"),
        ({"some": []}, "condition.key", ""),
        ({}, "condition.shape", ""),
        ([], "condition.shape", ""),
        ({"field": "flow", "op": "eq", "value": "x" * 201}, "condition.value_length", "/value"),
        ({"field": "flow", "op": "in", "value": ["x"] * 501}, "condition.value_list", "/value"),
        ({"field": "mass", "op": "eq", "value": "1e999999999"}, "condition.value", "/value"),
        ({"field": "urgent", "op": "in", "value": [True]}, "condition.operator_type", "/op"),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_place(tree, code, pointer):
    condition, problems = read_condition(tree, SCHEMA)
    assert condition is None
    assert (code, pointer) in [(p.code, p.pointer) for p in problems]


def test_limits_of_size_depth_and_number():
    deep: dict[str, Any] = {"field": "flow", "op": "is_missing"}
    for _ in range(8):
        deep = {"not": deep}
    assert [p.code for p in read_condition(deep, SCHEMA)[1]] == ["condition.depth"]
    wide = {"any": [{"field": "flow", "op": "is_missing"}] * 300}
    assert [p.code for p in read_condition(wide, SCHEMA)[1]] == ["condition.nodes"]
    assert [p.code for p in read_condition_text(" " * 70_000, SCHEMA)[1]] == ["condition.size"]
    assert next(p.code for p in read_condition_text('{"not":' * 9_000, SCHEMA)[1]) in (
        "condition.json", "condition.depth")  # fmt: skip
    assert read_condition(wide, SCHEMA, Limits(nodes=400))[0] is not None


def test_syntax_errors_carry_line_and_column():
    (problem,) = read_condition_text('{"all": [\n  {"field" "flow"}]}', SCHEMA)[1]
    assert (problem.code, problem.line, problem.column) == ("condition.json", 2, 12)


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_no_text_raises(text):
    condition, problems = read_condition_text(text, SCHEMA)
    assert (condition is None) == bool(problems)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["all", "any", "not", "field", "op", "value", "any_line"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(JSON)
def test_no_value_raises(given_value):
    condition, problems = read_condition(given_value, SCHEMA)
    assert (condition is None) == bool(problems)


def test_a_missing_value_satisfies_no_comparison():
    facts = facts_of({"flow": ""}, [], SCHEMA)
    for op, value in (("eq", "I"), ("ne", "I"), ("not_in", ["I"]), ("in", ["I"])):
        condition, _ = read_condition({"field": "flow", "op": op, "value": value}, SCHEMA)
        assert not compile_condition(condition).holds(facts), op
    condition, _ = read_condition({"field": "flow", "op": "is_missing"}, SCHEMA)
    assert compile_condition(condition).holds(facts)
    assert json.dumps([m.as_json() for m in compile_condition(condition).explain(facts)])
