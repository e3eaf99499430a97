"""What a module adds to the pages derived from its workflow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tongguan.engines.problems import Text
from tongguan.platform.cases.contracts import Workflow
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


def summary_of(workflow: Workflow, case: Any) -> Text | str:
    """What a queue line or a search hit says a case is about; empty where the module says nothing."""
    summary = page_of(workflow.code).summary
    return summary(case) if summary else ""


def prepared(workflow: Workflow, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows for a list: with what its lines say joined, without the large columns."""
    own = page_of(workflow.code)
    return rows.select_related(*own.select_related).defer(*own.defer)
