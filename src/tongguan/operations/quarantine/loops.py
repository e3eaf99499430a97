"""What the worker repeats for the laboratory."""

from __future__ import annotations

from tongguan.operations.quarantine.actions import remind, watch_transit
from tongguan.platform.events.interface import Loop


def overdue_notices() -> bool:
    """Look for notices that nobody acknowledged in time; never more at once, for they stay late."""
    remind()
    return False


LOOPS = (Loop("laboratory.transit", 20.0, watch_transit), Loop("laboratory.notices", 30.0, overdue_notices))
