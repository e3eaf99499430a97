"""Pages of inspections: the phone's list and task, its service worker and manifest, the desk's detail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongguan.engines.problems import Text
from tongguan.operations.inspections.module import INSPECT
from tongguan.operations.inspections.queries import mine
from tongguan.platform.permissions.interface import Actor, page


@page(INSPECT)
def my_tasks(request: HttpRequest) -> HttpResponse:
    """What this inspector has at hand."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told: dict[str, Any] = {"title": Text(zh="我的查验", en="My inspections"), "cases": mine(actor)}
    return render(request, "inspections/mine.html", told)
