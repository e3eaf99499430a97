"""The door to events."""

from tongguan.platform.events.actions import LIVE_CHANNEL, dispatch_next, publish, replay
from tongguan.platform.events.registry import Event, Loop, handles, topics

__all__ = ["LIVE_CHANNEL", "Event", "Loop", "dispatch_next", "handles", "publish", "replay", "topics"]
