"""The door to events."""

from tongguan.platform.events.actions import LIVE_CHANNEL, dispatch_next, end_streams, publish, replay
from tongguan.platform.events.queries import OutboxState, outbox_state, unhandled
from tongguan.platform.events.registry import Event, Loop, handles, topics

__all__ = [
    "LIVE_CHANNEL",
    "Event",
    "Loop",
    "OutboxState",
    "dispatch_next",
    "end_streams",
    "handles",
    "outbox_state",
    "publish",
    "replay",
    "topics",
    "unhandled",
]
