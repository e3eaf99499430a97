"""Reads of the laboratory."""

from tongguan.operations.quarantine.queries.capacity import Need, plans
from tongguan.operations.quarantine.queries.curves import curves_of, plate_of
from tongguan.operations.quarantine.queries.custody import custody_of
from tongguan.operations.quarantine.queries.reads import (
    knows_results,
    labels_of,
    may_see_report,
    may_see_run_file,
    notices,
    reveal,
    stages,
    waiting_for_plate,
)

__all__ = [
    "Need", "curves_of", "custody_of", "knows_results", "labels_of", "may_see_report", "may_see_run_file", "notices",
    "plans", "plate_of", "reveal", "stages", "waiting_for_plate",
]  # fmt: skip
