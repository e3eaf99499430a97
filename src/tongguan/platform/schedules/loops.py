"""What the worker repeats for schedules."""

from tongguan.platform.events.interface import Loop
from tongguan.platform.schedules.actions import run_due

LOOPS = (Loop("schedules", 5.0, run_due),)
