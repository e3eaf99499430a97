"""What the worker repeats."""

from tongguan.operations.passenger_flows.actions import play_next
from tongguan.platform.events.interface import Loop

LOOPS = (Loop("passenger_flows.runs", every_s=1, run=play_next),)
