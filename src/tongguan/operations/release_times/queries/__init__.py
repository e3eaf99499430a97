"""Reads of release times."""

from tongguan.operations.release_times.queries.figures import (
    all_figures,
    between,
    figures_of,
    histogram,
    report,
    summary,
    target_seconds,
    targets_verified,
    visible_steps,
)
from tongguan.operations.release_times.queries.study import cohort, kept_study, study

__all__ = [
    "all_figures",
    "between",
    "cohort",
    "figures_of",
    "histogram",
    "kept_study",
    "report",
    "study",
    "summary",
    "target_seconds",
    "targets_verified",
    "visible_steps",
]
