"""Reactions to other modules."""

from __future__ import annotations

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tongguan.operations.manifests.actions import declaration_released, ship_arrived, ship_departed
from tongguan.platform.events.interface import Event, handles


@handles(
    "declaration.release",
    "declaration.confirm_payment",
    "declaration.pick_up",
    "declaration.release_on_guarantee",
)
def released(event: Event) -> None:
    """Goods were released: so may be their bill."""
    declaration_released(reference=event.payload["reference"])


@handles("examination.finished")
def examined(event: Event) -> None:
    """What an examination held of goods released before is free: so may be their bill."""
    declaration_released(reference=event.payload["declaration"])


@handles("vessel.arrived")
def arrived(event: Event) -> None:
    """A ship came in with what its import manifests say: summaries of those goods go on."""
    ship_arrived(call=event.payload["call"], at=parse_datetime(event.payload["at"]) or timezone.now())


@handles("vessel.departed")
def departed(event: Event) -> None:
    """A ship left with what its export manifests say."""
    ship_departed(call=event.payload["call"])
