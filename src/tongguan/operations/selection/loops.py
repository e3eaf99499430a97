"""What the worker repeats."""

from tongguan.operations.selection.actions import lapse_overdue
from tongguan.platform.events.interface import Loop

LOOPS = (Loop("selection.lapse", every_s=60, run=lapse_overdue),)
