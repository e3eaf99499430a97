"""What the worker repeats."""

from tongguan.operations.release_times.actions import remind_due
from tongguan.platform.events.interface import Loop

LOOPS = (Loop("release_times.remind", every_s=30, run=remind_due),)
