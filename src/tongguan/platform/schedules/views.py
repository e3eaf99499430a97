"""Pages of schedules."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongguan.platform.permissions.interface import page
from tongguan.platform.schedules.actions import run_again
from tongguan.platform.schedules.module import RUN, VIEW
from tongguan.platform.schedules.queries import runs, standings
from tongguan.platform.schedules.tables import RunsTable


@page(VIEW)
def listed(request: HttpRequest) -> HttpResponse:
    """Every schedule with its last and next run, the late ones first; below them the runs."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {"standings": standings(actor), "may_run": actor.may(RUN)}
    return RunsTable(runs(actor), request).response("schedules/list.html", context)


@page(RUN)
@require_POST
def again(request: HttpRequest, run_id: int) -> HttpResponse:
    """Do a run once more."""
    run_again(actor=request.actor, run_id=run_id)  # type: ignore[attr-defined]
    messages.success(request, _("It will run again within seconds."))
    return redirect("schedules_list")
