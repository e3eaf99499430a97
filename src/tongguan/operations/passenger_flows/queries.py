"""Reads of runs."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tongguan.operations.passenger_flows.models import Run
from tongguan.operations.passenger_flows.module import MODULE, VIEW
from tongguan.platform.permissions.interface import Actor, NotFound, require


def visible(actor: Actor) -> QuerySet[Run]:
    """Runs that the actor may see, without their figures."""
    require(actor, VIEW)
    return Run.objects.select_related("created_by").defer("result")


def visible_run(actor: Actor, run_id: UUID) -> Run:
    """One run; raises NotFound."""
    require(actor, VIEW)
    found = Run.objects.select_related("created_by").filter(pk=run_id).first()
    if found is None:
        raise NotFound(MODULE.name)
    return found
