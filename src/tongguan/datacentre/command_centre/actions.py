"""Writes: refresh the readings, register a camera, dispatch an alert."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from tongguan.datacentre.command_centre.contracts import Indicator
from tongguan.datacentre.command_centre.models import Camera, Reading
from tongguan.datacentre.command_centre.module import CAMERAS, DISPATCH
from tongguan.datacentre.command_centre.queries.indicators import CLEARANCE, COUNTED, midnight
from tongguan.datacentre.command_centre.queries.sources import rows_of
from tongguan.operations.release_times.interface import summary
from tongguan.platform.alerts.interface import hand_over
from tongguan.platform.audit.interface import record
from tongguan.platform.permissions.interface import Actor, require
from tongguan.platform.queues.interface import roster

log = logging.getLogger(__name__)
TREND_EVERY = timedelta(minutes=1)
TREND_POINTS = 60
ON_DUTY = "on_duty"


def refresh(now: datetime | None = None) -> int:
    """Read every counted indicator, one query a source; returns how many readings were written.

    A source that fails or is missing leaves the others fresh: its own reading ages, and is shown as old.
    """
    moment = now or timezone.now()
    by_source: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in COUNTED:
        by_source[indicator.source].append(indicator)
    values: dict[str, Decimal | None] = {}
    for source, indicators in by_source.items():
        try:
            with transaction.atomic():
                values |= measured(source, indicators, moment)
        except DatabaseError:
            log.exception("command centre: source %s", source)
    return _write(values, moment)


def refresh_slow(now: datetime | None = None) -> int:
    """Read what costs more: clearance times of today and who is on duty."""
    moment = now or timezone.now()
    clearance = summary(midnight(moment)).clearance
    seconds = dict(zip(CLEARANCE, (clearance.p50, clearance.p80), strict=True))
    values = {i.code: None if s is None else Decimal(str(round(s / 60, 2))) for i, s in seconds.items()}
    people = on_duty(moment)
    return _write({**values, ON_DUTY: Decimal(len(people))}, moment, {ON_DUTY: people})


def measured(source: str, indicators: Iterable[Indicator], moment: datetime) -> dict[str, Decimal | None]:
    """The values of a source's indicators at a moment, in one query; empty where there is no such source."""
    rows = rows_of(source)
    if rows is None:
        return {}
    asked: dict[str, Any] = {}
    for each in indicators:
        where = each.where(moment)
        asked[each.code] = (
            Sum(each.field, filter=where) if each.measure == "sum" else Count("pk", filter=where)
        )
        if each.part is not None:
            asked[f"{each.code}__part"] = Count("pk", filter=where & each.part(moment))
    told = rows.order_by().aggregate(**asked)
    return {each.code: _value(each, told) for each in indicators}


def _value(indicator: Indicator, told: dict[str, Any]) -> Decimal | None:
    value = told[indicator.code]
    if indicator.measure == "share":
        part = told[f"{indicator.code}__part"]
        return Decimal(part * 100) / Decimal(value) if value else None
    return Decimal(value or 0)


def _write(
    values: dict[str, Decimal | None], moment: datetime, details: dict[str, list[Any]] | None = None
) -> int:
    """Readings in one statement; an older reading never replaces a newer one."""
    before = {row.code: row for row in Reading.objects.filter(code__in=values)}
    rows = []
    for code, value in values.items():
        old = before.get(code)
        if old is not None and old.as_of > moment:
            continue
        trend, trend_at = _trend(old, value, moment)
        rows.append(
            Reading(
                code=code,
                value=value,
                as_of=moment,
                trend=trend,
                trend_at=trend_at,
                detail=(details or {}).get(code, []),
            )
        )
    Reading.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["value", "as_of", "trend", "trend_at", "detail"],
    )
    return len(rows)


def _trend(old: Reading | None, value: Decimal | None, moment: datetime) -> tuple[list[Any], datetime]:
    if old is not None and moment - old.trend_at < TREND_EVERY:
        return old.trend, old.trend_at
    kept = [] if old is None else old.trend
    return [*kept, None if value is None else float(value)][-TREND_POINTS:], moment


def on_duty(moment: datetime) -> list[dict[str, Any]]:
    """Who stands on the roster of any site: user id, name, sites and load are the roster's."""
    listed = {int(officer.id): officer for officer in roster("", moment)}
    names = {user.pk: str(user) for user in get_user_model().objects.filter(pk__in=listed)}
    return [
        {"user": key, "name": names.get(key, str(key)), "load": officer.load}
        for key, officer in sorted(listed.items(), key=lambda pair: names.get(pair[0], ""))
    ]


def dispatch(*, actor: Actor, alert_id: int, user_id: int, note: str) -> None:
    """Send an alert to an officer. Raises NotAllowed, NotFound, Refused (no note, already dispositioned)."""
    require(actor, DISPATCH)
    hand_over(actor=actor, alert_id=alert_id, user_id=user_id, note=note)


@transaction.atomic
def register_camera(*, actor: Actor, camera: Camera) -> Camera:
    """Put a camera on the register."""
    require(actor, CAMERAS)
    camera.save(force_insert=True)
    record(
        actor=actor,
        action="camera.registered",
        subject=("camera", camera.code),
        data={"zh": camera.zh, "en": camera.en},
    )
    return camera
