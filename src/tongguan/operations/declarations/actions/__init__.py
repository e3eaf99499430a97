"""Writes: drafting, lodging, and what the system does with a lodged declaration."""

from tongguan.operations.declarations.actions.deciding import (
    bill,
    box_left,
    close,
    examination_finished,
    rebill,
    release,
    route,
    shipped,
)
from tongguan.operations.declarations.actions.lodging import lodge, save_draft

__all__ = [
    "bill",
    "box_left",
    "close",
    "examination_finished",
    "lodge",
    "rebill",
    "release",
    "route",
    "save_draft",
    "shipped",
]
