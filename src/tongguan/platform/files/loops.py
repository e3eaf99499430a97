"""What the worker repeats for evidence files."""

from tongguan.platform.events.interface import Loop
from tongguan.platform.files.actions import clean_orphans
from tongguan.platform.files.contracts import CLEAN_EVERY_S

LOOPS = (Loop("files", CLEAN_EVERY_S, clean_orphans),)
