"""The condition of a rule while it is edited: as rows or as JSON, one turned into the other by the server."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Problem
from tongguan.engines.targeting import Operator, read_condition_text
from tongguan.operations.selection.rules import JOINING, MOST_ROWS, SCHEMA, Row, row_at, rows_of, tree_of

ROWS, JSON = "rows", "json"
WORDS = {
    "all": _("all of the following"),
    "any": _("any of the following"),
    "not": _("not the following"),
    "any_line": _("any line has"),
    "all_lines": _("every line has"),
    Operator.EQ: _("is"),
    Operator.NE: _("is not"),
    Operator.IN: _("is one of"),
    Operator.NOT_IN: _("is none of"),
    Operator.LT: _("is below"),
    Operator.LE: _("is at most"),
    Operator.GT: _("is above"),
    Operator.GE: _("is at least"),
    Operator.BETWEEN: _("is between"),
    Operator.STARTS_WITH: _("starts with"),
    Operator.MATCHES_ANY_PREFIX: _("starts with one of"),
    Operator.IS_MISSING: _("is missing"),
}
DEEPEST = 7


@dataclass(slots=True)
class Editor:
    """What the page shows: the mode, the rows with their faults, and the JSON text; `focus` is the row to start in."""

    mode: str
    rows: list[Row]
    text: str
    focus: int | None = None
    faults: dict[int, list[str]] = field(default_factory=dict)

    @property
    def numbered(self) -> list[dict[str, Any]]:
        """The rows for the template."""
        return [
            {
                "number": n + 1,
                "index": n,
                "row": row,
                "faults": self.faults.get(n, ()),
                "focus": n == self.focus,
            }
            for n, row in enumerate(self.rows)
        ]

    @property
    def joining(self) -> list[tuple[str, Any]]:
        """Words that join rows."""
        return [(code, WORDS[code]) for code in JOINING]

    @property
    def operators(self) -> list[tuple[str, Any]]:
        """Words that compare a field."""
        return [(each.value, WORDS[each]) for each in Operator]

    @property
    def levels(self) -> range:
        """Levels to choose from."""
        return range(DEEPEST + 1)


def started(text: str) -> Editor:
    """From a stored condition, or one empty row."""
    editor = Editor(ROWS, [Row(0, Operator.EQ.value, "flow")], text)
    if text:
        _as_rows(editor)
    return editor


def posted(data: QueryDict) -> Editor:
    """From the page's form."""
    mode = JSON if data.get("editor") == JSON or "row_op" not in data else ROWS
    columns = (data.getlist(f"row_{name}")[: MOST_ROWS + 1] for name in ("level", "op", "field", "value"))
    rows = [
        Row(
            _level(level),
            op[:40],
            "" if op in JOINING else name[:60],
            "" if op in JOINING else value[:60_000],
        )
        for level, op, name, value in zip(*columns, strict=False)
    ]
    return Editor(mode, rows or [Row(0, Operator.EQ.value, "flow")], data.get("condition", ""))


def _level(text: str) -> int:
    return int(text) if text in ("0", "1", "2", "3", "4", "5", "6", "7") else 0


def changed(editor: Editor, wish: str) -> None:
    """Do what a button asks: `rows`, `json`, or `add`, `remove`, `up`, `down` with a row's index (`add:2`)."""
    verb, _colon, place = wish.partition(":")
    at = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else -1
    rows = editor.rows
    if verb == ROWS and editor.mode == JSON:
        _as_rows(editor)
    elif verb == JSON and editor.mode == ROWS:
        editor.text, editor.mode = condition_text(editor), JSON
    elif 0 <= at < len(rows):
        _moved(editor, verb, at)


def _moved(editor: Editor, verb: str, at: int) -> None:
    rows, focus = editor.rows, at
    if verb == "add" and len(rows) < MOST_ROWS:
        above = rows[at]
        rows.insert(at + 1, Row(min(above.level + (above.op in JOINING), DEEPEST), Operator.EQ.value))
        focus = at + 1
    elif verb == "remove" and len(rows) > 1:
        del rows[at]
        focus = max(at - 1, 0)
    elif verb in ("up", "down"):
        focus = max(0, min(len(rows) - 1, at + (1 if verb == "down" else -1)))
        rows[at], rows[focus] = rows[focus], rows[at]
    rows[0] = replace(rows[0], level=0)
    editor.focus = focus


def condition_text(editor: Editor) -> str:
    """The JSON of what is edited; rows whose levels are wrong have none."""
    if editor.mode == JSON:
        return editor.text
    tree, _pointers, _problems = tree_of(editor.rows)
    return "" if tree is None else json.dumps(tree, ensure_ascii=False, indent=2)


def blame(editor: Editor, problems: Sequence[Problem], language: str) -> None:
    """Put faults of the condition (pointers inside it) at their rows; faults of levels are found here."""
    if editor.mode == JSON:
        return
    _tree, pointers, faults = tree_of(editor.rows)
    for fault in faults:
        at = int(fault.pointer.removeprefix("/rows/"))
        editor.faults.setdefault(at, []).append(fault.message.in_language(language))
    for problem in [] if faults else problems:
        row = row_at(problem.pointer, pointers)
        said = f"{problem.pointer or '/'}: {problem.message.in_language(language)}"
        editor.faults.setdefault(0 if row is None else row, []).append(said)
    editor.focus = min(editor.faults, default=editor.focus)


def _as_rows(editor: Editor) -> None:
    condition, _problems = read_condition_text(editor.text, SCHEMA)
    if condition is None:
        editor.mode = JSON  # what does not read cannot be shown as rows
        return
    editor.rows, editor.mode = rows_of(json.loads(editor.text)), ROWS
