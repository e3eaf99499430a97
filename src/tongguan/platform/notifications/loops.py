"""What the worker repeats for notifications."""

from tongguan.platform.events.interface import Loop
from tongguan.platform.notifications.sending import deliver_due

LOOPS = (Loop("notifications", 2.0, deliver_due),)
