"""Where the rows behind indicators come from. A source that is not there answers None, and pages say so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from tongguan.datacentre.command_centre.contracts import Indicator
from tongguan.operations.gates.interface import visible_passages
from tongguan.operations.manifests.interface import boxes_landed
from tongguan.platform.alerts.interface import visible as visible_alerts
from tongguan.platform.cases.interface import visible, workflow
from tongguan.platform.permissions.interface import SYSTEM

CASES = {"declaration", "inspection", "port_call"}


def rows_of(source: str) -> QuerySet[Any] | None:
    """All rows of a source, of the whole house; who may ask is the caller's to check."""
    if source in CASES:
        kind = workflow(source)
        return visible(SYSTEM, kind) if kind else None
    if source == "alert":
        return visible_alerts(SYSTEM)
    if source == "passage":
        return visible_passages(SYSTEM)
    if source == "yard":
        out = visible_passages(SYSTEM).filter(
            direction="out",
            outcome="passed",
            container=OuterRef("number"),
            at__gte=OuterRef("bill__manifest__call__berthed_at"),
        )
        return boxes_landed().filter(~Exists(out))
    return None


def rows_behind(indicator: Indicator, as_of: datetime) -> QuerySet[Any] | None:
    """Exactly the rows that an indicator counts at a moment."""
    rows = rows_of(indicator.source)
    return None if rows is None else rows.filter(indicator.where(as_of))
