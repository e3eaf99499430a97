"""Reactions: an endoscope asks for a sample."""

from __future__ import annotations

from tongguan.operations.quarantine.actions import order_for_request
from tongguan.platform.events.interface import Event, handles


@handles("sample_request.request")
def requested(event: Event) -> None:
    """The laboratory takes the request over under an order of its own."""
    office = event.payload.get("office")
    if office is not None:
        order_for_request(request=str(event.payload["reference"]), office_id=int(office))
