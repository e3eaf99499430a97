"""The list of runs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongguan.platform.schedules.enums import RunState
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateTimeColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
)

STATES = {
    RunState.WAITING: (RunState.WAITING.label, "info"),
    RunState.DONE: (RunState.DONE.label, "good"),
    RunState.FAILED: (RunState.FAILED.label, "bad"),
    RunState.SKIPPED: (RunState.SKIPPED.label, "idle"),
}


class RunsTable(Table):
    """Every run."""

    code = "schedule-runs"
    default_sort = "-due_at"
    schedule = TextColumn(_("Schedule"), code=True, filter=TextFilter())
    due_at = DateTimeColumn(pgettext_lazy("schedule", "Due"))
    state = StatusColumn(_("State"), STATES, filter=ChoiceFilter(RunState.choices))
    attempt = NumberColumn(_("Attempts"))
    started_at = DateTimeColumn(_("Started"))
    finished_at = DateTimeColumn(_("Finished"))
    rows = NumberColumn(_("Rows"))
    error = TextColumn(_("Error"), sort=False)
