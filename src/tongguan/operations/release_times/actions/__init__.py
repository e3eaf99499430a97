"""Writes of release times."""

from tongguan.operations.release_times.actions.recording import (
    note_arrival,
    note_gate,
    note_moments,
    note_step,
    remind_due,
)
from tongguan.operations.release_times.actions.reporting import (
    KIND,
    NotComplete,
    issue_report,
    issue_weekly,
    reports,
    week_before,
    week_so_far,
)

__all__ = [
    "KIND",
    "NotComplete",
    "issue_report",
    "issue_weekly",
    "note_arrival",
    "note_gate",
    "note_moments",
    "note_step",
    "remind_due",
    "reports",
    "week_before",
    "week_so_far",
]
