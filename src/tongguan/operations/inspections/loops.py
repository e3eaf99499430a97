"""What the worker repeats."""

from tongguan.operations.inspections.actions import draw_again
from tongguan.platform.events.interface import Loop

LOOPS = (Loop("inspections.draw_again", every_s=5, run=draw_again),)
