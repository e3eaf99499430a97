"""The door to lanes."""

from tongguan.operations.lanes.actions import (
    device_keys,
    register_device,
    register_face_check,
    register_lane,
)
from tongguan.operations.lanes.contracts import FaceVerdict
from tongguan.operations.lanes.queries import document_in

__all__ = [
    "FaceVerdict",
    "device_keys",
    "document_in",
    "register_device",
    "register_face_check",
    "register_lane",
]
