"""What a module adds to the pages derived from its workflow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tongguan.engines.problems import Text
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.ui.interface import Table

Context = Callable[[Actor, Any], dict[str, Any]]
Summary = Callable[[Any], Text | str]


@dataclass(frozen=True, slots=True)
class CasePage:
    """`context` adds to the detail page; `table` replaces the list's columns; `summary` says in a queue line what
    the case is about; `select_related` is joined for lists, `defer` names large columns that lists do not read."""

    context: Context | None = None
    table: type[Table] | None = None
    summary: Summary | None = None
    select_related: tuple[str, ...] = ()
    defer: tuple[str, ...] = ()


_pages: dict[str, CasePage] = {}


def register_page(workflow_code: str, page: CasePage) -> None:
    """Give a workflow its page; called once from the module's `tables.py` or `views.py`."""
    _pages[workflow_code] = page


def page_of(workflow_code: str) -> CasePage:
    """The page of a workflow, plain where the module adds nothing."""
    return _pages.get(workflow_code, CasePage())
