"""What the worker repeats."""

from tongguan.operations.image_review.actions import draw_again, expire_readings, overdue_scans
from tongguan.platform.events.interface import Loop

LOOPS = (
    Loop("image_review.draw_again", every_s=5, run=draw_again),
    Loop("image_review.expire_readings", every_s=30, run=expire_readings),
    Loop("image_review.overdue_scans", every_s=60, run=overdue_scans),
)
