"""What the worker repeats for draws."""

from tongguan.platform.events.interface import Loop
from tongguan.platform.queues.drawing import advance

LOOPS = (Loop("draws", 0.5, advance),)
