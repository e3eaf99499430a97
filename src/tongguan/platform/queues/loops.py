"""What the worker repeats for draws."""

from tongguan.platform.events.interface import Loop
from tongguan.platform.queues.days import close_days
from tongguan.platform.queues.drawing import advance
from tongguan.platform.queues.fallbacks import watch

LOOPS = (
    Loop("draws", 0.1, advance),
    Loop("draws.watch", 60, watch),
    Loop("draws.days", 60, close_days),
)
