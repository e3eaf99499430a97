"""The kinds of files that can be imported: which column of the file is which of ours. Data, in `data/kinds.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from tongguan.engines.problems import Text
from tongguan.platform.reference.shipped import DATA

ALIASES = {"name_zh": "zh", "name_en": "en", "代码": "code", "名称": "zh", "中文名称": "zh", "英文名称": "en"}
"""Names of columns that mean the same in every file."""
TABLES = {"parameters": "parameter", "rates": "rate"}


@dataclass(frozen=True, slots=True)
class Kind:
    """How files of one kind are read into a list.

    `columns` renames the file's columns (an empty name leaves one out), `pattern` is what a code looks like, `none`
    are the texts that mean nothing, `names_of` translates the names of a column into codes of another list, and
    `completes` says that the rows add to rows that are there already instead of standing for themselves.
    """

    kind: str
    list: str
    name: Text
    columns: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    none: tuple[str, ...] = ()
    names_of: Mapping[str, str] = field(default_factory=dict)
    completes: bool = False

    @property
    def table(self) -> str:
        """`code`, `parameter` or `rate`."""
        return TABLES.get(self.list, "code")

    def renamed(self, column: str) -> str:
        """Our name of a column of the file; empty for one that is left out."""
        column = column.strip()
        return self.columns.get(column, ALIASES.get(column, column))


@cache
def kinds() -> dict[str, Kind]:
    """Every described kind, by its name."""
    rows = json.loads((DATA / "kinds.json").read_text(encoding="utf-8"))
    return {
        row["kind"]: Kind(
            row["kind"],
            row["list"],
            Text(zh=row["zh"], en=row["en"]),
            row.get("columns", {}),
            row.get("pattern", ""),
            tuple(row.get("none", ())),
            row.get("names_of", {}),
            row.get("completes", False),
        )
        for row in rows
    }


def own_kind(name: str) -> Kind:
    """Files of a list (or of `parameters`, `rates`) in the house's own columns."""
    return Kind(name, name, Text(zh=name, en=name))


def kind_of(name: str) -> Kind:
    """The kind of this name; a list without a described kind takes files in the house's own columns."""
    return kinds().get(name) or own_kind(name)
