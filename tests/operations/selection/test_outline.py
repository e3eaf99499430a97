"""The condition as rows: there and back without loss, faults at their rows, and edited by buttons alone."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.selection import active_rule, content
from tongguan.engines.targeting import compile_condition, facts_of, read_condition
from tongguan.operations.selection.models import RiskRule
from tongguan.operations.selection.rules import SCHEMA, Row, row_at, rows_of, tree_of

HEADS = [
    {"field": "flow", "op": "eq", "value": "I"},
    {"field": "gross_mass_kg", "op": "gt", "value": 1000},
    {"field": "net_share", "op": "between", "value": ["0.1", "0.25"]},
    {"field": "trader_code", "op": "in", "value": ["A1", "B2"]},
    {"field": "credit_level", "op": "is_missing"},
]
LINES = [
    {"field": "line.hs_code", "op": "matches_any_prefix", "value": ["84", "9503"]},
    {"field": "line.price_per_kg", "op": "lt", "value": "0.5"},
]


def trees(in_line: bool = False, depth: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    leaves = st.sampled_from(HEADS + LINES if in_line else HEADS)
    if depth == 0:
        return leaves
    inner = trees(in_line, depth - 1)
    parts = st.lists(inner, min_size=1, max_size=3)
    made = [
        leaves,
        parts.map(lambda p: {"all": p}),
        parts.map(lambda p: {"any": p}),
        inner.map(lambda p: {"not": p}),
    ]
    if not in_line:
        of_line = trees(True, depth - 1)
        made += [of_line.map(lambda p: {"any_line": p}), of_line.map(lambda p: {"all_lines": p})]
    return st.one_of(made)


@given(trees())
def test_there_and_back_is_the_same_condition(tree):
    rows = rows_of(tree)
    back, pointers, problems = tree_of(rows)
    assert (back, problems) == (tree, [])
    assert len(set(pointers)) == len(pointers)


@given(trees())
def test_each_row_knows_its_place_in_the_json(tree):
    back, pointers, _problems = tree_of(rows_of(tree))
    for row, pointer in zip(rows_of(tree), pointers, strict=True):
        at: Any = back
        for part in filter(None, pointer.split("/")):
            at = at[int(part)] if isinstance(at, list) else at[part]
        assert at.get("op", next(iter(at))) == row.op
        assert row_at(f"{pointer}/value/0", pointers) == pointers.index(pointer)


rows = st.builds(
    Row, st.integers(0, 4), st.sampled_from(["all", "any", "not", "any_line", "eq", "in", "is_missing", "?"]),
    st.sampled_from(["flow", "line.hs_code", "", "x", "gross_mass_kg"]), st.sampled_from(["", "I", "1, 2", "9" * 30]),
)  # fmt: skip


@given(st.lists(rows, max_size=8))
def test_no_rows_raise_and_what_is_wrong_is_told(given_rows):
    tree, pointers, problems = tree_of(given_rows)
    if problems:
        assert all(0 <= int(problem.pointer.removeprefix("/rows/")) < len(given_rows) for problem in problems)
        return
    condition, faults = read_condition(tree, SCHEMA)
    for fault in faults:
        assert not given_rows or row_at(fault.pointer, pointers) is not None or fault.pointer in ("", "/all")
    if condition is not None:
        compile_condition(condition).holds(facts_of({}, [], SCHEMA))


def signed_in(world) -> Client:
    client = Client()
    client.force_login(world.users["risk_officer"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def outline(*given_rows: tuple[Any, ...]) -> dict[str, list[Any]]:
    columns = zip(*given_rows, strict=True)
    names = ("level", "op", "field", "value")
    return {"editor": ["rows"]} | {f"row_{n}": list(c) for n, c in zip(names, columns, strict=True)}


def shown(page: str) -> list[tuple[str, ...]]:
    """The rows of the page: level, field, comparison, value."""
    found = []
    for line in re.findall(r'<tr>\s*<td data-column="number">\d+</td>.*?</tr>', page, re.S):
        chosen = re.findall(r'<option value="([^"]*)" selected', line)
        value = re.search(r'name="row_value"[^>]* value="([^"]*)"', line)
        level, name, op = chosen if len(chosen) == 3 else (chosen[0], "", chosen[1])
        found.append((level, name, op, value[1] if value else ""))
    return found


@pytest.mark.django_db
def test_rows_are_added_moved_and_turned_into_json_without_saving(world):
    client = signed_in(world)
    start = outline((0, "eq", "flow", "I"), (0, "any_line", "", ""))
    page = client.post("/selection/rules/new/", {**content(), **start, "do": "add:1"}).content.decode()
    assert shown(page) == [("0", "flow", "eq", "I"), ("0", "", "any_line", ""), ("1", "", "eq", "")]
    assert page.count("autofocus") == 1
    assert "error-summary" not in page
    page = client.post("/selection/rules/new/", {**content(), **start, "do": "down:0"}).content.decode()
    assert [row[2] for row in shown(page)] == ["any_line", "eq"]
    page = client.post("/selection/rules/new/", {**content(), **start, "do": "remove:1"}).content.decode()
    assert len(shown(page)) == 1
    whole = outline((0, "eq", "flow", "I"), (0, "any_line", "", ""), (1, "starts_with", "line.hs_code", "84"))
    page = client.post("/selection/rules/new/", {**content(), **whole, "do": "json"}).content.decode()
    assert "starts_with" in page
    assert 'name="row_op"' not in page
    text = {"all": [HEADS[0], {"any_line": {"field": "line.hs_code", "op": "starts_with", "value": "84"}}]}
    back = {**content(), "editor": "json", "condition": json.dumps(text), "do": "rows"}
    page = client.post("/selection/rules/new/", back).content.decode()
    assert [row[2] for row in shown(page)] == ["eq", "any_line", "starts_with"]
    assert RiskRule.objects.count() == 0
    for wish in ("add:99999", "add:-1", "up:0", "remove:x", "?", "rows", "down:1"):
        assert client.post("/selection/rules/new/", {**content(), **start, "do": wish}).status_code == 200


@pytest.mark.django_db
def test_rows_are_saved_and_faults_stand_at_their_row(world):
    client = signed_in(world)
    wrong = outline((0, "eq", "flow", "I"), (0, "any_line", "", ""), (1, "lt", "line.price_per_kg", "cheap"))
    answer = client.post("/selection/rules/new/", {**content(), **wrong})
    assert answer.status_code == 422
    third = answer.content.decode().split('id="row_2_field"')[1]
    assert "/all/1/any_line/value" in third.split("</tr>")[0]
    levels = outline((0, "eq", "flow", "I"), (2, "eq", "flow", "E"))
    answer = client.post("/selection/rules/new/", {**content(), **levels})
    assert answer.status_code == 422
    assert 'id="row_1_faults"' in answer.content.decode()
    right = outline((0, "eq", "flow", "I"), (0, "any_line", "", ""), (1, "lt", "line.price_per_kg", "0.5"))
    assert client.post("/selection/rules/new/", {**content(), **right}).status_code == 302
    assert RiskRule.objects.get().condition["all"][1] == {"any_line": LINES[1]}


@pytest.mark.django_db
def test_the_next_version_starts_from_the_rows_of_the_last_in_both_languages(world):
    rule = active_rule(world, condition={"all": [HEADS[0], {"any_line": {"all": LINES}}]})
    client = signed_in(world)
    for language, word in (("zh-hans", "任一商品项"), ("en", "any line has")):
        client.cookies["django_language"] = language
        page = client.get(f"/selection/rules/new/?from={rule.reference}").content.decode()
        assert [row[2] for row in shown(page)] == ["eq", "any_line", "matches_any_prefix", "lt"]
        assert word in page
    unnamed = re.findall(r"<(?:select|input)(?![^>]*(?:aria-label|type=.hidden|id=.id_))[^>]*>", page)
    assert not [each for each in unnamed if "row_" in each]
