"""Reactions: an endoscope asks for a sample; a traveller is taken over in a lane; a close contact is confirmed."""

from __future__ import annotations

from tongguan.operations.quarantine.actions import order_for_encounter, order_for_hit, order_for_request
from tongguan.platform.events.interface import Event, handles


@handles("sample_request.request")
def requested(event: Event) -> None:
    """The laboratory takes the request over under an order of its own."""
    office = event.payload.get("office")
    if office is not None:
        order_for_request(request=str(event.payload["reference"]), office_id=int(office))


@handles("encounter.resolved")
def taken_over(event: Event) -> None:
    """Whoever quarantine takes over from a lane is sampled."""
    if event.payload["resolution"] == "quarantine":
        order_for_encounter(int(event.payload["encounter"]))


@handles("travellers.hit_decided")
def confirmed(event: Event) -> None:
    """A confirmed close contact is sampled."""
    if event.payload["state"] == "confirmed":
        order_for_hit(str(event.payload["hit"]))
