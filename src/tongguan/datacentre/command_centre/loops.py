"""What the worker repeats."""

from tongguan.datacentre.command_centre.actions import refresh, refresh_slow
from tongguan.platform.events.interface import Loop

LOOPS = (
    Loop("command_centre.refresh", every_s=2, run=lambda: refresh() and None),
    Loop("command_centre.refresh_slow", every_s=20, run=lambda: refresh_slow() and None),
)
