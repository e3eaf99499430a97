"""Writes of image review."""

from tongguan.operations.image_review.actions.assigning import (
    analyst_drawn,
    analyst_named,
    draw_again,
    expire_readings,
    logged_off,
    overdue_scans,
    second_drawn,
)
from tongguan.operations.image_review.actions.finishing import opened_inspection, told_clear
from tongguan.operations.image_review.actions.opening import open_task
from tongguan.operations.image_review.actions.scanning import receive_scan, settle_scan

__all__ = [
    "analyst_drawn",
    "analyst_named",
    "draw_again",
    "expire_readings",
    "logged_off",
    "open_task",
    "opened_inspection",
    "overdue_scans",
    "receive_scan",
    "second_drawn",
    "settle_scan",
    "told_clear",
]
