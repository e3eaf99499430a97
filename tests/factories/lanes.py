"""Lanes in a test: a lane with seven devices whose calibrations hold, and messages as devices send them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.factories.world import World
from tongguan.engines.fusion import Channel
from tongguan.engines.problems import Text
from tongguan.operations.lanes.actions import key_of, register_device, register_lane
from tongguan.operations.lanes.actions.accepting import _meters, forget_calibrations
from tongguan.operations.lanes.actions.fusing import forget_lanes
from tongguan.operations.lanes.models import Device, Lane
from tongguan.operations.lanes.rules import Envelope, signed
from tongguan.platform.measurement.interface import calibrate, register_instrument
from tongguan.platform.permissions.interface import SYSTEM

CALIBRATED = (Channel.RADIATION, Channel.TEMPERATURE, Channel.BIOCLIMATE)


@dataclass
class Sender:
    """A device in a test: numbers, signs and stamps what it sends."""

    device: Device
    boot: str = "boot-1"
    sequence: int = 0
    heard: tuple[int, int] = field(default_factory=lambda: (_now_ms() - 1, _now_ms() - 1))

    def message(self, kind: str = "sample", data: Any = None, **over: Any) -> Envelope:
        """The next message."""
        if kind == "sample":
            self.sequence += 1
        now_ms = _now_ms()
        told = {
            "v": 1, "type": kind, "boot": self.boot, "seq": self.sequence, "at": now_ms, "sent": now_ms,
            "clock": list(self.heard), "data": {} if data is None else data,
        } | over  # fmt: skip
        return Envelope(**signed(key_of(self.device), self.device.code, told))


def _now_ms() -> int:
    return int(time.time() * 1000)


def lane_with_devices(
    world: World, code: str = "T2-1", office: str = "9901", **given: Any
) -> tuple[Lane, dict[Channel, Sender]]:
    """A lane of the port with its seven devices; nothing is remembered of lanes before."""
    forget_lanes()
    forget_calibrations()
    _meters.clear()
    lane = register_lane(
        actor=SYSTEM, code=code, name=Text(zh=f"通道 {code}", en=f"Lane {code}"), office=office, **given
    )
    senders = {}
    for channel in Channel:
        instrument = f"{code}-{channel}-I" if channel in CALIBRATED else ""
        if instrument:
            register_instrument(
                actor=SYSTEM, code=instrument, kind="other", name=str(channel), office_id=lane.office_id,
                in_service_from=timezone.localdate() - timedelta(days=100),
            )  # fmt: skip
            calibrate(
                actor=SYSTEM, instrument=instrument, certificate="C-1", issued_by="institute",
                valid_from=timezone.localdate() - timedelta(days=90),
                valid_to=timezone.localdate() + timedelta(days=90),
            )  # fmt: skip
        device, _key = register_device(
            actor=SYSTEM, lane=code, channel=channel, code=f"{code}-{channel}", instrument=instrument
        )
        senders[channel] = Sender(device)
    return lane, senders
