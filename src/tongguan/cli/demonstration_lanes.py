"""The lanes of the demonstration port: two lanes of seven devices, calibrated."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

from tongguan.engines.problems import Text

LANES = (
    ("T2-1", Text(zh="T2 航站楼 1 号通道", en="Terminal 2, lane 1")),
    ("T2-2", Text(zh="T2 航站楼 2 号通道", en="Terminal 2, lane 2")),
)
OFFICE = "9902"
CALIBRATED = {
    "radiation": "radiation_monitor",
    "temperature": "thermometer",
    "bioclimate": "climate_monitor",
}
CALIBRATION_DAYS = 300


def write_lanes(folder: Path) -> Path:
    """Add what is missing of the lanes and write their devices' keys for the simulator (0600)."""
    from tongguan.engines.fusion import Channel
    from tongguan.operations.lanes.interface import device_keys, register_device, register_lane
    from tongguan.platform.permissions.interface import SYSTEM

    known = device_keys(actor=SYSTEM)
    for code, name in LANES:
        if code in known:
            continue
        register_lane(actor=SYSTEM, code=code, name=name, office=OFFICE)
        for channel in Channel:
            instrument = _instrument(code, channel) if channel in CALIBRATED else ""
            register_device(
                actor=SYSTEM, lane=code, channel=channel, code=f"{code}-{channel}", instrument=instrument
            )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path, draft = folder / "lanes.json", folder / "lanes.draft"
    told = {lane: {"devices": devices} for lane, devices in device_keys(actor=SYSTEM).items()}
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(told, out, indent=1)
    draft.replace(path)
    return path


def _instrument(lane: str, channel: str) -> str:
    """An instrument of a device, with a calibration of some months."""
    from django.utils import timezone

    from tongguan.platform.identity.interface import organisation_by_code
    from tongguan.platform.measurement.interface import calibrate, register_instrument
    from tongguan.platform.permissions.interface import SYSTEM

    office, today = organisation_by_code(OFFICE), timezone.localdate()
    assert office is not None
    code = f"{lane}-{channel}".upper()
    register_instrument(
        actor=SYSTEM,
        code=code,
        kind=CALIBRATED[channel],
        name=f"{lane} {channel}",
        office_id=office.pk,
        in_service_from=today,
    )
    calibrate(
        actor=SYSTEM,
        instrument=code,
        certificate=f"DEMO-{code}",
        issued_by="云港计量所",
        valid_from=today,
        valid_to=today + timedelta(days=CALIBRATION_DAYS),
    )
    return code
