"""Devices that fall silent."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from tongguan.engines.fusion import CHANNEL_NAMES, Channel, Kind
from tongguan.engines.problems import Text
from tongguan.operations.lanes.actions.logging import note
from tongguan.operations.lanes.models import Device
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.reference.interface import parameter

LOST = Text(zh="{lane}：{channel}设备失联", en="{lane}: the {channel} device is lost")


def watch_devices() -> bool:
    """Raise an alert for every device not heard of for its time; whether there were any. One alert a loss."""
    now = timezone.now()
    limit = timedelta(seconds=int(parameter("lanes.device_silence")))
    silent = Device.objects.filter(
        Q(last_seen_at__lt=now - limit), active=True, lane__active=True, lost_at=None
    ).select_related("lane")
    found = False
    for device in silent:
        with transaction.atomic():
            if not Device.objects.filter(pk=device.pk, lost_at=None, last_seen_at=device.last_seen_at).update(
                lost_at=now
            ):
                continue
            lose_device(device)
            title = LOST.filled(lane=device.lane.name, channel=CHANNEL_NAMES[Channel(device.channel)])
            raise_alert(
                source_key=f"lanes.lost:{device.pk}:{device.last_seen_at:%Y%m%dT%H%M%S}",
                kind="lanes.device_lost",
                title=title,
                severity=Severity.HIGH,
                evidence=[Evidence("row", f"lane_device/{device.code}", url=reverse("lanes_health"))],
                source=Source("watch", "lanes.device_silence", "1"),
                office_id=device.lane.office_id,
                owner_role="quarantine_officer",
            )
            found = True
    return found


@transaction.atomic
def lose_device(device: Device) -> None:
    """The lane's log says from when on nobody need wait for a device."""
    note(device.lane, Kind.GONE, {}, device_id=device.pk, channel=device.channel)
