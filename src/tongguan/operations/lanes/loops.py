"""What the worker repeats: the fusion ten times a second, and a look for silent devices."""

from tongguan.operations.lanes.actions import check_aside, fuse_once, watch_devices
from tongguan.platform.events.interface import Loop

LOOPS = (
    Loop("lanes.fuse", every_s=0.1, run=lambda: fuse_once(check_aside)),
    Loop("lanes.watch", every_s=5.0, run=lambda: watch_devices() and None),
)
