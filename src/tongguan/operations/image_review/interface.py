"""The door to image review."""

from tongguan.operations.image_review.actions import receive_scan
from tongguan.operations.image_review.contracts import Region, Scan
from tongguan.operations.image_review.queries import results_between

__all__ = ["Region", "Scan", "receive_scan", "results_between"]
