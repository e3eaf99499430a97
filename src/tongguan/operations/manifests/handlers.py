"""Reactions to other modules."""

from __future__ import annotations

from tongguan.operations.manifests.actions import declaration_released
from tongguan.platform.events.interface import Event, handles


@handles("declaration.release", "declaration.confirm_payment")
def released(event: Event) -> None:
    """Goods were released: so may be their bill."""
    declaration_released(reference=event.payload["reference"])
