"""The list of a case type, derived from its workflow."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongguan.platform.cases.contracts import Workflow
from tongguan.platform.cases.pages import page_of
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateRangeFilter,
    DateTimeColumn,
    DueColumn,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
    words,
)

ANY = "ANY-REFERENCE"


def case_url(workflow: Workflow, case: Any) -> str:
    """The detail page of a case."""
    return _detail_url(workflow.code).replace(ANY, quote(case.reference, safe=""))


@cache
def _detail_url(workflow_code: str) -> str:
    """The address of every detail page of a case type: resolved once, since lists link to it by the dozen."""
    return reverse("cases_detail", args=[workflow_code, ANY])


def table_of(workflow: Workflow) -> type[Table]:
    """The table class of a workflow: the module's own columns between the reference and the state."""
    base = page_of(workflow.code).table or Table
    tones = {state.code: (state.title, state.tone) for state in workflow.states}
    choices = [(state.code, state.title) for state in workflow.states]
    own = {
        "code": workflow.code,
        "title": workflow.title,
        "live": workflow.code,
        "search": base.search or ("reference",),
        "default_sort": base.default_sort or "-created_at",
        "empty_title": base.empty_title or _("No cases yet"),
        "empty_text": base.empty_text or _("They appear here as soon as the first one is opened."),
    }
    first = {
        "reference": TextColumn(
            _("Reference"),
            code=True,
            url=lambda row: case_url(workflow, row),
            filter=TextFilter("istartswith"),
        )
    }
    last = {
        "state": StatusColumn(_("State"), tones, filter=ChoiceFilter([(c, words(t)) for c, t in choices])),
        "due_at": DueColumn(_("Due")),
        "created_at": DateTimeColumn(_("Opened"), sort="id", filter=DateRangeFilter()),
    }
    made = type(f"{workflow.code}_table", (base,), {**own, **first, **last})
    made.columns = {**first, **base.columns, **last}
    return made
