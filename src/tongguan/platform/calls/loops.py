"""What the worker repeats."""

from tongguan.platform.calls.actions import close_left_behind
from tongguan.platform.events.interface import Loop

LOOPS = (Loop("calls.left_behind", every_s=3600, run=close_left_behind),)
