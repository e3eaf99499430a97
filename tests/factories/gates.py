"""Arrivals at the gates of the test world."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tests.factories.manifests import box
from tongguan.operations.gates.interface import Arrival, Direction


def arrival(container: str = "", **given: Any) -> Arrival:
    """A lorry with a container that wants out."""
    values: dict[str, Any] = {
        "gate": "G1",
        "direction": Direction.OUT,
        "container": container or box(),
        "vehicle_plate": "云A·12345",
        "at": timezone.now(),
    }
    return Arrival(**(values | given))
