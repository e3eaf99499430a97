"""Reads: each retention with its last run; what was deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from tongguan.platform.permissions.interface import Actor, require
from tongguan.platform.privacy.contracts import Retention
from tongguan.platform.privacy.models import Deletion
from tongguan.platform.privacy.module import VIEW
from tongguan.platform.privacy.registry import retentions
from tongguan.platform.reference.interface import ParameterValue, parameter_row

GRACE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Standing:
    """A retention as its page shows it; `overdue` says that something older than it allows is still there."""

    retention: Retention
    limit: ParameterValue
    last: Deletion | None
    oldest: datetime | None
    overdue: bool


def standings(actor: Actor, now: datetime | None = None) -> list[Standing]:
    """Every declared retention, the overdue first."""
    require(actor, VIEW)
    moment = now or timezone.now()
    lasts = {
        row.retention: row for row in Deletion.objects.order_by("retention", "-at").distinct("retention")
    }
    found = [
        _standing(each, parameter_row(each.parameter), lasts.get(each.code), moment) for each in retentions()
    ]
    return sorted(found, key=lambda one: (not one.overdue, one.retention.code))


def deletions(actor: Actor) -> QuerySet[Deletion]:
    """Every run, newest first."""
    require(actor, VIEW)
    return Deletion.objects.order_by("-at", "-pk")


def _standing(one: Retention, limit: ParameterValue, last: Deletion | None, now: datetime) -> Standing:
    oldest = one.oldest() if one.oldest else None
    due = now - timedelta(days=int(limit.value)) - GRACE  # type: ignore[arg-type]
    return Standing(one, limit, last, oldest, oldest is not None and oldest < due)
