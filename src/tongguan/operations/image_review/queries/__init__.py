"""Reads of image review."""

from tongguan.operations.image_review.queries.quality import Quality, quality, results_between
from tongguan.operations.image_review.queries.tasks import (
    declared_goods,
    load_of,
    may_see_image,
    may_see_scan,
    next_task,
    sealed,
    task_counts,
    unmatched,
    verdicts,
)

__all__ = [
    "Quality",
    "declared_goods",
    "load_of",
    "may_see_image",
    "may_see_scan",
    "next_task",
    "quality",
    "results_between",
    "sealed",
    "task_counts",
    "unmatched",
    "verdicts",
]
