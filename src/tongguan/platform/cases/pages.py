"""What a module adds to the pages derived from its workflow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tongguan.engines.problems import Text
from tongguan.platform.cases.contracts import Workflow
from tongguan.platform.cases.models import Case
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.ui.interface import Table

Context = Callable[[Actor, Any], dict[str, Any]]
Summary = Callable[[Any], Text | str]


@dataclass(frozen=True, slots=True)
class CasePage:
    """`context` adds to the detail page; `table` replaces the list's columns; `summary` says in a queue line what
    the case is about; `select_related` is joined for lists and queues; `reads` names the columns that their lines
    say beside those of every case, so that no others are read (all are where it is empty)."""

    context: Context | None = None
    table: type[Table] | None = None
    summary: Summary | None = None
    select_related: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


OF_EVERY_CASE = tuple(field.name for field in Case._meta.fields)

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
    """Rows for a list or a queue: with what its lines say joined, without the other columns."""
    own = page_of(workflow.code)
    if own.reads:
        rows = rows.only(*OF_EVERY_CASE, *own.reads)
    return rows.select_related(*own.select_related) if own.select_related else rows
