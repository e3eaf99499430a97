"""What the worker repeats."""

from tongguan.operations.kiosks.actions import abandon_silent, advance_calls, watch_fleet
from tongguan.platform.events.interface import Loop

LOOPS = (
    Loop("kiosks.calls", every_s=1, run=advance_calls),
    Loop("kiosks.fleet", every_s=5, run=watch_fleet),
    Loop("kiosks.sessions", every_s=30, run=abandon_silent),
)
