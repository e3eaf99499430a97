"""Reactions to other modules."""

from __future__ import annotations

from tongguan.operations.manifests.actions import declaration_released, ship_departed
from tongguan.platform.events.interface import Event, handles


@handles("declaration.release", "declaration.confirm_payment")
def released(event: Event) -> None:
    """Goods were released: so may be their bill."""
    declaration_released(reference=event.payload["reference"])


@handles("vessel.departed")
def departed(event: Event) -> None:
    """A ship left with what its export manifests say."""
    ship_departed(call=event.payload["call"])
