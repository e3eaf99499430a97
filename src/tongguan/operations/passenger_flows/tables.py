"""The listing of runs."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongguan.operations.passenger_flows.enums import State
from tongguan.platform.ui.interface import DateTimeColumn, StatusColumn, Table, TextColumn

STATES = {
    State.QUEUED: (State.QUEUED.label, "idle"),
    State.RUNNING: (State.RUNNING.label, "info"),
    State.DONE: (State.DONE.label, "good"),
    State.FAILED: (State.FAILED.label, "bad"),
}


class RunTable(Table):
    """Runs, the newest first."""

    code, default_sort, live = "passenger_flows", "-created_at", "passenger_flow"
    search = ("name__icontains",)
    name = TextColumn(_("Name"), url=lambda row: reverse("passenger_flows_run", args=[row.pk]))
    state = StatusColumn(_("State"), STATES)
    created_at = DateTimeColumn(_("Created"))
