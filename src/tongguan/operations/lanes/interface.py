"""The door to lanes."""

from tongguan.operations.lanes.actions import (
    register_card_check,
    register_device,
    register_face_check,
    register_lane,
)
from tongguan.operations.lanes.contracts import CardVerdict, FaceVerdict

__all__ = [
    "CardVerdict",
    "FaceVerdict",
    "register_card_check",
    "register_device",
    "register_face_check",
    "register_lane",
]
