"""Reactions: a draw fell back."""

from tongguan.platform.events.interface import Event, handles
from tongguan.platform.queues.fallbacks import tell


@handles("draw.fallback")
def fell_back(event: Event) -> None:
    """People are told, and asked where a part is open."""
    tell(event.payload)
