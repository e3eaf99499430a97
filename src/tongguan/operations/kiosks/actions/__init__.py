"""Writes of kiosks and calls."""

from tongguan.operations.kiosks.actions.calling import (
    ask,
    hang_up,
    point,
    push_state,
    say,
    signal,
)
from tongguan.operations.kiosks.actions.fleet import heartbeat, register_kiosk, renew_key, retire, watch_fleet
from tongguan.operations.kiosks.actions.ringing import (
    advance_calls,
    answer,
    at_desk,
    decline,
)
from tongguan.operations.kiosks.actions.sessions import (
    abandon_silent,
    forget_sessions,
    move_session,
    start_session,
)

__all__ = [
    "abandon_silent",
    "advance_calls",
    "answer",
    "ask",
    "at_desk",
    "decline",
    "forget_sessions",
    "hang_up",
    "heartbeat",
    "move_session",
    "point",
    "push_state",
    "register_kiosk",
    "renew_key",
    "retire",
    "say",
    "signal",
    "start_session",
    "watch_fleet",
]
