"""The dated numbers of lanes, as adapters and the fusion need them."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from tongguan.engines.fusion import Check, Settings
from tongguan.operations.lanes.models import Lane
from tongguan.operations.lanes.rules import ADAPTERS, Limits
from tongguan.platform.reference.interface import parameter


def limits_of(today: dt.date) -> Limits:
    """What is plausible, and what is an alarm, on a day."""
    return Limits(
        today=today,
        temperature_least=float(parameter("lanes.temperature_least", today)),
        temperature_most=float(parameter("lanes.temperature_most", today)),
        fever=float(parameter("lanes.fever", today)),
        dose_most_nsv_h=float(parameter("lanes.dose_most", today)),
        face_quality_least=float(parameter("lanes.face_quality", today)),
    )


def lane_settings(lane: Lane, *, today: dt.date) -> dict[str, Any]:
    """A lane's settings as they stand in its log. Devices that a lane does not have are not waited for, except the
    mandatory ones and the video."""
    own = set(lane.devices.filter(active=True).values_list("channel", flat=True))
    required = [c for c, adapter in ADAPTERS.items() if adapter.mandatory or c == "video" or c in own]
    checks = [Check.SCREENING, Check.CARD, *([Check.FACES] if lane.compares_faces else [])]
    settings = Settings(
        collect_ms=int(parameter("lanes.collect", today)),
        hold_ms=int(parameter("lanes.hold", today)),
        checks_ms=int(parameter("lanes.checks", today)),
        required=tuple(str(each) for each in required),
        checks=tuple(str(each) for each in checks),
        background_ms=1000 * int(parameter("lanes.background", today)),
        false_alarm=float(parameter("lanes.radiation_false_alarm", today)),
    )
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in asdict(settings).items()
    }
