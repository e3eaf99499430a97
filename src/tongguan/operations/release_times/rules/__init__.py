"""From what happened to durations, and from figures to words and charts; nothing here reads or writes."""

from tongguan.operations.release_times.rules.course import (
    ARRIVAL,
    OUT,
    SELECTING,
    STEP,
    UNZONED,
    course_of,
    waited,
)

__all__ = ["ARRIVAL", "OUT", "SELECTING", "STEP", "UNZONED", "course_of", "waited"]
