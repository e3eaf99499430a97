"""Reads of kiosks and calls."""

from tongguan.operations.kiosks.queries.calls import (
    call_of,
    candidates,
    desk_standing,
    officer_call,
    room_of,
    session_of,
    traveller_standing,
)
from tongguan.operations.kiosks.queries.describing import describe_state, register_describe_state
from tongguan.operations.kiosks.queries.fleet import fleet, kiosk_counts, session_counts, visible_kiosk

__all__ = [
    "call_of",
    "candidates",
    "describe_state",
    "desk_standing",
    "fleet",
    "kiosk_counts",
    "officer_call",
    "register_describe_state",
    "room_of",
    "session_counts",
    "session_of",
    "traveller_standing",
    "visible_kiosk",
]
