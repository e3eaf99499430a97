"""What the worker repeats."""

from tongguan.operations.passenger_declarations.actions import expire
from tongguan.platform.events.interface import Loop

LOOPS = (Loop("passenger_declarations.expire", every_s=30, run=expire),)
