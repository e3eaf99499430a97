"""Writes of attendance."""

from tongguan.operations.attendance.actions.following import (
    inspection_ordered,
    inspection_started,
    record_amended,
    record_signed,
    record_submitted,
)

__all__ = [
    "inspection_ordered",
    "inspection_started",
    "record_amended",
    "record_signed",
    "record_submitted",
]
