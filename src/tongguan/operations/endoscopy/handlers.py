"""Reactions: an inspection ended."""

from __future__ import annotations

from tongguan.operations.endoscopy.actions import examined
from tongguan.platform.events.interface import Event, handles


@handles("examination.finished")
def finished(event: Event) -> None:
    """What the whole inspection found shows whether its endoscope was right."""
    if event.payload.get("by") == "inspection":
        examined(inspection=event.payload["case"], finding=event.payload["finding"])
