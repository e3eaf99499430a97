"""Reactions: requirements changed."""

from __future__ import annotations

from tongguan.operations.remote_inspections.actions import tell_changes
from tongguan.operations.remote_inspections.contracts import REQUIREMENTS
from tongguan.platform.events.interface import Event, handles


@handles("reference.changed")
def reference_changed(event: Event) -> None:
    """Rows of requirements may be among what was edited or imported."""
    if event.payload.get("table") == "code" or event.payload.get("list") == REQUIREMENTS:
        tell_changes()
