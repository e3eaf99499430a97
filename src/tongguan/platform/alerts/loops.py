"""What the worker repeats for alerts."""

from tongguan.platform.alerts.actions import escalate_due
from tongguan.platform.events.interface import Loop

LOOPS = (Loop("alerts", 5.0, escalate_due),)
