"""Lanes and their devices."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from tongguan.engines.fusion import Channel
from tongguan.engines.problems import Text
from tongguan.operations.lanes.errors import refused
from tongguan.operations.lanes.models import Device, Lane
from tongguan.operations.lanes.module import MANAGE
from tongguan.operations.lanes.rules import device_key
from tongguan.platform.audit.interface import record
from tongguan.platform.identity.interface import OrganisationKind, organisation_by_code
from tongguan.platform.permissions.interface import Actor, require


@transaction.atomic
def register_lane(*, actor: Actor, code: str, name: Text, office: str, compares_faces: bool = False) -> Lane:
    """A lane of an office, which compares faces with documents or does not. Raises NotAllowed, Refused."""
    require(actor, MANAGE)
    found = organisation_by_code(office)
    if found is None or found.kind != OrganisationKind.CUSTOMS:
        raise refused("office", "/office")
    if Lane.objects.filter(code=code).exists():
        raise refused("taken", "/code", status=409, code=code)
    lane = Lane.objects.create(code=code, zh=name.zh, en=name.en, office=found, compares_faces=compares_faces)
    record(
        actor=actor,
        action="lanes.registered",
        subject=("lane", code),
        data={"office": office, "compares_faces": compares_faces},
    )
    return lane


@transaction.atomic
def register_device(
    *, actor: Actor, lane: str, channel: str, code: str, instrument: str = "", method: str = ""
) -> tuple[Device, str]:
    """A device in a lane, in place of the one of its kind before; with its key in hex, which is shown this once."""
    require(actor, MANAGE)
    place = Lane.objects.select_for_update().filter(code=lane).first()
    if place is None:
        raise refused("lane", "/lane")
    if channel not in set(Channel):
        raise refused("channel", "/channel")
    if Device.objects.filter(code=code).exists():
        raise refused("taken", "/code", status=409, code=code)
    place.devices.filter(channel=channel, active=True).update(active=False)
    device = Device.objects.create(
        lane=place, channel=channel, code=code, instrument=instrument, method=method
    )
    told = {"lane": lane, "channel": channel, "instrument": instrument}
    record(actor=actor, action="lanes.device.registered", subject=("lane_device", code), data=told)
    return device, key_of(device).hex()


@transaction.atomic
def renew_key(*, actor: Actor, code: str) -> str:
    """Another key for a device, from now on the only one."""
    require(actor, MANAGE)
    device = Device.objects.select_for_update().filter(code=code).first()
    if device is None:
        raise refused("device", "/code", status=404)
    device.key_version += 1
    device.save(update_fields=["key_version"])
    told = {"version": device.key_version}
    record(actor=actor, action="lanes.device.key_renewed", subject=("lane_device", code), data=told)
    return key_of(device).hex()


def key_of(device: Device) -> bytes:
    """A device's key."""
    return device_key(settings.SECRET_KEY, device.code, device.key_version)


def device_keys(*, actor: Actor) -> dict[str, dict[str, dict[str, str]]]:
    """Lane → channel → code and key of every device in use, for whoever sets devices up."""
    require(actor, MANAGE)
    found: dict[str, dict[str, dict[str, str]]] = {}
    for device in Device.objects.filter(active=True, lane__active=True).select_related("lane").order_by("pk"):
        own = found.setdefault(device.lane.code, {})
        own[device.channel] = {"code": device.code, "key": key_of(device).hex()}
    return found
