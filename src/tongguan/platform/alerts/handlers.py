"""Outcomes on their way back."""

from __future__ import annotations

from tongguan.platform.alerts.contracts import Outcome, Source
from tongguan.platform.alerts.feedback import give
from tongguan.platform.events.interface import Event, handles


@handles("alert.dispositioned", "alert.concluded")
def teach(event: Event) -> None:
    """Give the outcome to the rule or model that raised the alert."""
    payload = dict(event.payload)
    give(Outcome(**{**payload, "source": Source(**payload["source"])}))
