"""What the worker repeats for health."""

from tongguan.platform.events.interface import Loop
from tongguan.platform.health.actions import beat

LOOPS = (Loop("heartbeat", 5.0, beat),)
