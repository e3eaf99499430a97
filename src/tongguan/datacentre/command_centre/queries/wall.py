"""What pages show: readings with their ages, alerts with owner and deadline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from tongguan.datacentre.command_centre.contracts import Indicator, Shown
from tongguan.datacentre.command_centre.models import Camera, Reading
from tongguan.datacentre.command_centre.queries.indicators import MINUTES, SECONDS
from tongguan.engines.problems import Text
from tongguan.platform.alerts.interface import visible as visible_alerts
from tongguan.platform.permissions.interface import Actor, role
from tongguan.platform.ui.interface import number

NO_SOURCE = Text(zh="数据源未接入", en="Source not connected")
NO_VALUE = Text(zh="暂无数据", en="No data yet")
GREAT = Decimal(10_000_000)


def readings() -> dict[str, Reading]:
    """All readings by code, in one query."""
    return {row.code: row for row in Reading.objects.all()}


def shown(indicators: Iterable[Indicator], found: dict[str, Reading]) -> list[Shown]:
    """Indicators with their readings; `percent` is each one's part of the greatest, for bars."""
    indicators = list(indicators)
    greatest = max((_value(found, i) or Decimal(0) for i in indicators), default=Decimal(0))
    return [_shown(i, found.get(i.code), greatest) for i in indicators]


def _value(found: dict[str, Reading], indicator: Indicator) -> Decimal | None:
    row = found.get(indicator.code)
    return row.value if row else None


def _shown(indicator: Indicator, row: Reading | None, greatest: Decimal) -> Shown:
    value, unit = (row.value if row else None), indicator.unit
    if value is not None and unit is MINUTES and value < 1:
        value, unit = value * 60, SECONDS
    return Shown(
        code=indicator.code,
        title=indicator.title,
        value=value,
        text="—" if value is None else written(value, 0 if unit is SECONDS else indicator.places),
        unit=unit if value is not None else None,
        tone=indicator.tone if value else "",
        icon=indicator.icon,
        as_of=row.as_of if row else None,
        stale_after_s=indicator.stale_after_s,
        trend=tuple(row.trend) if row and len(row.trend) > 1 else (),
        url=url_of(indicator),
        note=None if value is not None else (NO_VALUE if row else NO_SOURCE),
        percent=float(value / greatest * 100) if value and greatest > 0 else 0.0,
    )


def written(value: Decimal, places: int) -> str:
    """A number for the wall: ten millions and more are shortened, in Chinese to 万, else to millions (M)."""
    if abs(value) >= GREAT and (get_language() or "").startswith("zh"):
        return f"{number(value / 10_000, 0)} 万"
    if abs(value) >= GREAT:
        return f"{number(value / 1_000_000, 2)} M"
    return number(value, places)


def url_of(indicator: Indicator) -> str:
    """The page with the rows behind an indicator."""
    if indicator.source == "release_times":
        try:
            return reverse("release_times")
        except NoReverseMatch:
            return ""
    return reverse("command_centre_rows", args=[indicator.code])


def urgent_alerts(actor: Actor, most: int) -> list[dict[str, Any]]:
    """Open alerts, the nearest deadline first, each with its owner in words."""
    rows = visible_alerts(actor).exclude(state="dispositioned").order_by("deadline", "id")[:most]
    return [{"alert": row, "owner": owner_of(row), "tone": TONES[row.severity]} for row in rows]


TONES = {"critical": "bad", "high": "bad", "medium": "warn", "low": "info"}


def owner_of(alert: Any) -> Text | str:
    """A person's name, or a role's title."""

    if alert.owner_user is not None:
        return str(alert.owner_user)
    try:
        return role(alert.owner_role).title
    except KeyError:
        return str(alert.owner_role)


def cameras() -> QuerySet[Camera]:
    """The register of cameras."""
    return Camera.objects.order_by("code")


def connected(camera: Camera, now: datetime) -> bool:
    """Whether a camera was heard of within a minute."""
    return camera.heard_at is not None and (now - camera.heard_at).total_seconds() < 60
