"""Reactions: requirements changed; a certificate was issued."""

from __future__ import annotations

from tongguan.operations.remote_inspections.actions import make_document, tell_changes
from tongguan.operations.remote_inspections.contracts import REQUIREMENTS
from tongguan.platform.events.interface import Event, handles


@handles("reference.changed")
def reference_changed(event: Event) -> None:
    """Rows of requirements may be among what was edited or imported."""
    if event.payload.get("table") == "code" or event.payload.get("list") == REQUIREMENTS:
        tell_changes()


@handles("remote_inspection.certify")
def certified(event: Event) -> None:
    """The certificate's document is made outside the step that issued it."""
    make_document(reference=event.payload["reference"])
