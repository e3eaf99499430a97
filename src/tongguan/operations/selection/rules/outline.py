"""A condition as rows of an outline: how people edit the tree that is stored as JSON.

Each row has a level. A row that joins (`all`, `any`, `not`, `any_line`, `all_lines`) holds the deeper rows below it;
several rows where the tree has one place are joined by `all`, so that plain conditions need no joining row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tongguan.engines.problems import Problem, Text
from tongguan.engines.targeting import FieldType, Operator
from tongguan.engines.targeting.conditions import LISTED
from tongguan.operations.selection.rules.facts import SCHEMA

JOINING = ("all", "any", "not", "any_line", "all_lines")
MANY = ("all", "any")
MOST_ROWS = 200
SEPARATOR = re.compile(r"[\s,;，；、]+")
WHOLE = re.compile(r"-?[0-9]{1,15}")
TRUE, FALSE = ("true", "yes", "是", "1"), ("false", "no", "否", "0")
LEVEL = Text(
    zh="层级有误：只能比上一行深一层，且上一行须为组合行",
    en="The level is wrong: a row is at most one deeper than a joining row above it",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `op` an operator or a joining word; `field` and `value` (as typed) only with an operator."""

    level: int
    op: str
    field: str = ""
    value: str = ""


def rows_of(tree: Any) -> list[Row]:
    """The rows of a condition that was read without problems."""
    return _rows(tree, 0)


def _rows(tree: Any, level: int) -> list[Row]:
    if isinstance(tree.get("all"), list) and len(tree["all"]) > 1 and level == 0:
        return [row for part in tree["all"] for row in _rows(part, 0)]
    for key in JOINING:
        if key in tree:
            parts = tree[key] if key in MANY else [tree[key]]
            if key not in MANY and len(tree[key].get("all", ())) > 1:
                parts = tree[key]["all"]
            return [Row(level, key), *(row for part in parts for row in _rows(part, level + 1))]
    value = tree.get("value")
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return [Row(level, tree["op"], tree["field"], ", ".join(_shown(each) for each in listed))]


def _shown(value: Any) -> str:
    return ("false", "true")[value] if isinstance(value, bool) else str(value)


def tree_of(rows: Sequence[Row]) -> tuple[Any, list[str], list[Problem]]:
    """(condition as JSON, each row's JSON pointer, problems of levels with the row's pointer `/rows/<number>`)."""
    pointers, problems = [""] * len(rows), []
    for number, row in enumerate(rows):
        above = rows[number - 1] if number else None
        most = 0 if above is None else above.level + (above.op in JOINING)
        if not 0 <= row.level <= most:
            problems.append(Problem("condition.level", LEVEL, f"/rows/{number}"))
    if problems:
        return None, pointers, problems
    return _joined(rows, 0, len(rows), 0, "", pointers), pointers, []


def _joined(rows: Sequence[Row], start: int, end: int, level: int, pointer: str, pointers: list[str]) -> Any:
    """The tree of one place: nothing, a single part, or several joined by `all`."""
    heads = [n for n in range(start, end) if rows[n].level == level]
    if len(heads) == 1:
        return _part(rows, heads[0], end, pointer, pointers)
    return {"all": _parts(rows, heads, end, f"{pointer}/all", pointers)} if heads else None


def _parts(rows: Sequence[Row], heads: list[int], end: int, pointer: str, pointers: list[str]) -> list[Any]:
    ends = [*heads[1:], end] if heads else []
    return [
        _part(rows, head, until, f"{pointer}/{place}", pointers)
        for place, (head, until) in enumerate(zip(heads, ends, strict=True))
    ]


def _part(rows: Sequence[Row], head: int, end: int, pointer: str, pointers: list[str]) -> Any:
    row = rows[head]
    pointers[head] = pointer
    if row.op not in JOINING:
        return _comparison(row)
    inner = f"{pointer}/{row.op}"
    if row.op in MANY:
        heads = [n for n in range(head + 1, end) if rows[n].level == row.level + 1]
        return {row.op: _parts(rows, heads, end, inner, pointers)}
    return {row.op: _joined(rows, head + 1, end, row.level + 1, inner, pointers)}


def _comparison(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {"field": row.field, "op": row.op}
    if row.op == Operator.IS_MISSING and not row.value.strip():
        return found
    known = SCHEMA.of(row.field)
    kind = known.type if known else FieldType.TEXT
    many = row.op in LISTED or row.op == Operator.BETWEEN
    typed = [each for each in SEPARATOR.split(row.value) if each] if many else [row.value.strip()]
    values = [_value(each, kind) for each in typed]
    return {**found, "value": values if many else values[0]}


def _value(text: str, kind: FieldType) -> Any:
    if kind is FieldType.NUMBER and WHOLE.fullmatch(text):
        return int(text)
    if kind is FieldType.BOOLEAN and text.lower() in (*TRUE, *FALSE):
        return text.lower() in TRUE
    return text


def row_at(pointer: str, pointers: Sequence[str]) -> int | None:
    """The row that a fault inside the condition belongs to: the deepest whose place contains it."""
    within = [
        (len(each), number)
        for number, each in enumerate(pointers)
        if pointer == each or pointer.startswith(each + "/")
    ]
    return max(within)[1] if within else None
