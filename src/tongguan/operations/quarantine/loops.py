"""What the worker repeats for the laboratory."""

from tongguan.operations.quarantine.actions import remind, watch_transit
from tongguan.platform.events.interface import Loop

LOOPS = (Loop("laboratory.transit", 20.0, watch_transit), Loop("laboratory.notices", 30.0, remind))
