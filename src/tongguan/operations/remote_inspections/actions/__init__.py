"""Writes of remote inspections."""

from tongguan.operations.remote_inspections.actions.requesting import request_inspection, tell_changes
from tongguan.operations.remote_inspections.actions.session import (
    answer_challenge,
    send_position,
    send_signal,
)

__all__ = [
    "answer_challenge",
    "request_inspection",
    "send_position",
    "send_signal",
    "tell_changes",
]
