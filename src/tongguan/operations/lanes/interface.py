"""The door to lanes."""

from tongguan.operations.lanes.actions import (
    device_keys,
    register_device,
    register_lane,
)
from tongguan.operations.lanes.queries import document_in

__all__ = [
    "device_keys",
    "document_in",
    "register_device",
    "register_lane",
]
