"""The door to release times."""

from tongguan.operations.release_times.actions import note_arrival, remind_due
from tongguan.operations.release_times.contracts import Figures, Summary
from tongguan.operations.release_times.queries import summary

__all__ = ["Figures", "Summary", "note_arrival", "remind_due", "summary"]
