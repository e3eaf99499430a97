"""Writes: a signal, the end of a room, what was left behind."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.platform.calls.contracts import MAX_SIGNALS
from tongguan.platform.calls.models import Signal
from tongguan.platform.permissions.interface import Refused

LEFT_BEHIND = timedelta(days=1)
"""A room whose owner never closed it, because a process died, is closed after this."""


def send_signal(room: str, side: str, kind: str, payload: str) -> Signal:
    """Keep what one side tells the other; the caller has checked that the actor is that side. Raises Refused where
    the room has too many."""
    if Signal.objects.filter(room=room).count() >= MAX_SIGNALS:
        told = Text(zh="信令过多", en="Too many signals in this call")
        raise Refused(Problem("calls.too_many", told), status=409)
    return Signal.objects.create(room=room, side=side, kind=kind, payload=payload)


def close_room(room: str) -> int:
    """Delete a room's signals; how many there were."""
    return Signal.objects.filter(room=room).delete()[0]


def close_left_behind() -> int:
    """Delete the signals of rooms that nobody closed (a loop)."""
    return Signal.objects.filter(at__lt=timezone.now() - LEFT_BEHIND).delete()[0]
