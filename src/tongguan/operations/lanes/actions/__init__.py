"""Writes of lanes."""

from tongguan.operations.lanes.actions.accepting import Answer, accept
from tongguan.operations.lanes.actions.deleting import delete_encounters, delete_entries
from tongguan.operations.lanes.actions.fusing import check_aside, fuse_once
from tongguan.operations.lanes.actions.referring import resolve
from tongguan.operations.lanes.actions.registering import (
    device_keys,
    key_of,
    register_device,
    register_lane,
    renew_key,
)
from tongguan.operations.lanes.actions.watching import lose_device, watch_devices

__all__ = [
    "Answer",
    "accept",
    "check_aside",
    "delete_encounters",
    "delete_entries",
    "device_keys",
    "fuse_once",
    "key_of",
    "lose_device",
    "register_device",
    "register_lane",
    "renew_key",
    "resolve",
    "watch_devices",
]
